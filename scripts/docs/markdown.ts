/** Words that Markdown would take for something else, as they are; a bar would end a table's cell. */
export const plain = (text: string): string => text.replace(/[<>*_[\]\\|]/g, '\\$&');
