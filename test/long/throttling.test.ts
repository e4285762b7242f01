import { storms } from '../promises/weather/storm-tests.ts';

storms({
  seeds: 10,
  storm: { requests: 200, people: 20 },
  hurried: { requests: 100, people: 10 },
  atOnce: 40,
  report: console.info,
});
