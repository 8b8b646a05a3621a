// The server that PouchDB ships for itself, on LevelDB, without logins.   node server.js FOLDER
// Prints its port; ends with its input.
const fs = require("fs");
const express = require("express");
const pouch = require("express-pouchdb");
const PouchDB = require("pouchdb");

const folder = `${process.argv[2]}/`;
fs.mkdirSync(folder);
const withoutLogins = {
  exclude: ["routes/authentication", "routes/authorization", "routes/session", "validation"],
};
const app = express();
app.use(
  pouch(PouchDB.defaults({ prefix: folder }), {
    mode: "fullCouchDB",
    overrideMode: withoutLogins,
    configPath: `${folder}config.json`,
    logPath: `${folder}log.txt`,
  }),
);
const server = app.listen(0, "127.0.0.1", () => console.log(server.address().port));
process.stdin.on("end", () => process.exit()).resume();
