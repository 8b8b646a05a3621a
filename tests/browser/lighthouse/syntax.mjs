// node syntax.mjs FILE...   Prints what a browser of 2019 (ES2019) could not read: [file, message] pairs.
import { readFileSync } from "node:fs";
import { parse } from "acorn";

const wrong = [];
for (const file of process.argv.slice(2)) {
  try {
    parse(readFileSync(file, "utf8"), { ecmaVersion: 2019, sourceType: "script" });
  } catch (error) {
    wrong.push([file, error.message]);
  }
}
console.log(JSON.stringify(wrong));
