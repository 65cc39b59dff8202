/**
 * `chunkSize` of Node's decoders: bytes that they decode in one piece of work of another thread. By default it is 16 kB, and
 * most of the time of decoding a page goes into forty ways there and back.
 */
export const AT_ONCE = 1_048_576
