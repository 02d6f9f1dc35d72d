// Words that scripts say; the server writes them, translated, into parts/words.html.
const words = document.getElementById("words")?.dataset ?? {};
export const say = (name) => words[name] ?? "";
