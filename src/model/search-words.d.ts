/** The words of a text as searches see them, with blanks between: `Qwen2.5-VL-7B` is `qwen 2 5 vl 7b`. */
export declare function searchWords(body: string): string
