/**
 * What long chains have in common, for deflate. Stored chains name the dictionary they were deflated with, so
 * one is never changed; a better one is added behind it. The most frequent strings stand last (RFC 1950).
 */
export const chainDictionaries: readonly (Buffer | undefined)[] = [
  undefined,
  Buffer.from(
    '?utm_source=newsletter&utm_medium=email&utm_campaign=&utm_content=&utm_term=&id=&ref=' +
      '/unsubscribe/preferences/listings/properties/search/products/blog/news/contact.html' +
      'yahoo.com","outlook.com","hotmail.com","icloud.com","gmail.com","http://https://www.example.com/' +
      ',0,0,0,0,0,0,0,0],[1,1,1,1,1,1,1,1],[0,1,1,2,1,1,1,1],[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16],' +
      '[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1],[0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0],[1,["',
  ),
];
export const LATEST_DICTIONARY = 1;
