/** `custom` and the field's label in camel case, such as `customCloseDate`. */
export const customNames = /^custom(?!Fields$)[A-Z\d_]\w{0,63}$/;

export const isCustomName = (key: string): boolean => customNames.test(key);
