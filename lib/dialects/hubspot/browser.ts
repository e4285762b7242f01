import { BROWSER_MAP, getParser } from 'bowser';
import { type Product, products, programs } from './browser-products.ts';

/** HubSpot's `browser` of an event; keys are absent where they aren't known. */
export interface Browser {
  name: string;
  family: string;
  producer?: string;
  /** The seed writes `producer_url`; HubSpot's OpenAPI and all clients have this. */
  producerUrl?: string;
  type: string;
  url?: string;
  /** The name with the version, like `Firefox 126.0`. */
  version?: string[];
}

export interface BrowserAndDevice {
  /** `{}` for what is none, or isn't known. */
  browser: Browser | Record<string, never>;
  /** Absent where it isn't known: an image proxy doesn't tell. */
  deviceType?: DeviceType;
}

export type DeviceType = 'COMPUTER' | 'MOBILE' | 'TABLET';

const deviceTypes = new Map<string, DeviceType>([
  ['desktop', 'COMPUTER'],
  ['mobile', 'MOBILE'],
  ['tablet', 'TABLET'],
]);
const browserNames: ReadonlySet<string> = new Set(Object.values(BROWSER_MAP));
/** What bowser calls the platform of robots. */
const ROBOT = 'bot';

/**
 * What HubSpot shows of a user agent (facts A5, A8): the browser or mail program, and the kind of device. It is
 * computed whenever it is shown and takes about 20 µs.
 */
export function browserOf(userAgent: string): BrowserAndDevice {
  const text = userAgent.trim();
  if (text === '') return { browser: {} };
  const program = programs.find(({ pattern }) => pattern.test(text));
  if (program?.type === 'Image Proxy') return { browser: render(program.product, program.type) };

  const parsed = getParser(text, true);
  const platform = parsed.getPlatformType();
  const deviceType = program?.deviceType ?? deviceTypes.get(platform);
  const device = deviceType && { deviceType };
  if (program) {
    const version = program.pattern.exec(text)?.groups?.version;
    return { browser: render(program.product, program.type, version), ...device };
  }
  const { name = '', version } = parsed.getBrowser();
  // For what it doesn't know, bowser takes the first word there is.
  if (!browserNames.has(name)) return { browser: {}, ...device };
  const product = products.get(name) ?? { name };
  if (platform === ROBOT) return { browser: render(product, 'Robot', version) };
  const mobile = deviceType === 'MOBILE' || deviceType === 'TABLET';
  const shown = mobile ? { ...product, name: product.mobileName ?? product.name } : product;
  return { browser: render(shown, mobile ? 'Mobile Browser' : 'Browser', version, product.name), ...device };
}

/** @param versionOf the name that the version goes with */
function render(product: Product, type: string, version?: string, versionOf = product.name): Browser {
  const { name, producer, url } = product;
  return {
    name,
    family: name,
    ...(producer && { producer: producer.name, producerUrl: producer.url }),
    type,
    ...(url && { url }),
    ...(version && { version: [`${versionOf} ${version}`] }),
  };
}
