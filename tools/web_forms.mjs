// Answers forms with the engine of ODK Web Forms, without a browser: jobs in as JSON, submissions out as JSON.
// Called by compare_web_forms.py, in a folder where npm has put @getodk/xforms-engine and jsdom.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

const [folder, jobsFile, resultsFile] = process.argv.slice(2);
const require = createRequire(path.join(folder, "package.json"));
globalThis.require = require;
globalThis.__dirname = folder;
const { window } = new (require("jsdom").JSDOM)("<!doctype html>");
const wanted = "window document DOMParser XMLSerializer Node Element Document XMLDocument Attr Text CDATASection Comment";
for (const name of wanted.split(" ")) globalThis[name] = window[name];
const engine = await import(path.join(folder, "node_modules/@getodk/xforms-engine/dist/index.js"));

const TYPES = { ".csv": "text/csv", ".xml": "application/xml", ".geojson": "application/geo+json" };

function attachment(file, address) {
  const beside = path.join(file.replace(/\.xml$/, "-media"), path.basename(String(address)));
  if (!existsSync(beside)) return new Response("", { status: 404 });
  const headers = { "content-type": TYPES[path.extname(beside)] ?? "application/octet-stream" };
  return new Response(readFileSync(beside), { headers });
}

async function opened(file) {
  const form = await engine.loadForm(readFileSync(file, "utf8"), {
    fetchFormAttachment: async (address) => attachment(file, address),
    missingResourceBehavior: engine.constants.MISSING_RESOURCE_BEHAVIOR.BLANK,
  });
  if (form.status === "failure") throw form.error;
  return form;
}

function found(node, fits) {
  if (fits(node)) return node;
  for (const child of node.currentState.children ?? []) {
    const hit = found(child, fits);
    if (hit) return hit;
  }
  return null;
}

const isRange = (node) => node.nodeType.startsWith("repeat-range");

function setRows(root, { path: place, rows }) {
  const range = found(root, (node) => isRange(node) && node.currentState.reference === place);
  const now = range.currentState.children.length;
  if (range.nodeType.endsWith(":controlled")) return; // its count is a question's business
  if (rows > now) range.addInstances(undefined, rows - now);
  if (rows < now) range.removeInstances(rows, now - rows);
}

function answer(root, { path: place, value }) {
  const node = found(root, (each) => !isRange(each) && each.currentState.reference === place);
  const values = value === "" ? [] : value.split(" ");
  if (node.nodeType === "select") node.selectValues(values);
  else if (node.nodeType === "rank") node.setValues(values);
  else if (node.nodeType === "trigger") node.setValue(value === "OK");
  else node.setValue(value);
}

async function submission(root) {
  const payload = await root.prepareInstancePayload();
  return payload.data[0].get("xml_submission_file").text();
}

async function run(job) {
  const { root } = (await opened(job.file)).createInstance({});
  const steps = [];
  for (const step of job.steps) {
    for (const change of step) ("rows" in change ? setRows : answer)(root, change);
    steps.push(await submission(root));
  }
  return steps;
}

const results = [];
for (const job of JSON.parse(readFileSync(jobsFile, "utf8"))) {
  try {
    results.push({ steps: await run(job) });
  } catch (error) {
    results.push({ error: String(error?.message ?? error).slice(0, 500) });
  }
}
writeFileSync(resultsFile, JSON.stringify(results));
process.exit(0);
