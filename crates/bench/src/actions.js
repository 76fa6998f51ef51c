// What an administrator does with a report, one action after the other. Run in the page, behind
// `watch.js`. Without an argument, gives the names of the actions; with the number of one, does it
// and gives its cost.
const field = () => document.querySelector("input[type=search]");
// In a menu that has been opened before.
const select = (name) => [...document.querySelectorAll("label")]
  .find((label) => label.textContent.trim() === name).control;
const enter = (control, value, event) => {
  control.value = value;
  control.dispatchEvent(new Event(event, { bubbles: true }));
};
const head = (name) => () => [...document.querySelectorAll("th button")]
  .find((button) => button.textContent.trim() === name).click();
const orderBy = (column) => () => enter(select("Sort by"), column, "change");
const search = (text) => () => enter(field(), text, "input");
const rows = (count) => () => enter(select("Rows per page"), count, "change");
const view = (name) => () => [...document.querySelectorAll(".views a")]
  .find((link) => link.textContent.trim() === name).click();
const turn = () => document.querySelector("[aria-label='Next page']").click();
const order = "order by another column";
const actions = [
  ["page turn", turn], ["page turn", turn], ["page turn", turn],
  [order, head("Files")], [order, head("Files")],
  [order, head("User")], [order, head("User")],
  [order, head("Average")], [order, head("Size")],
  ["order by name, the first time", orderBy("displayname")],
  [order, orderBy("media_count")],
  ["order by name", orderBy("displayname")],
  [order, head("Size")],
  ["key stroke", search("a")], ["key stroke", search("al")],
  ["key stroke", search("ali")], ["key stroke", search("alic")],
  ["key stroke", search("ali")],
  ["search for é", search("é")], ["search given up", search("")],
  ["page turn", turn],
  ["Distribution opened, the first time", view("Distribution")],
  ["Distribution closed", view("Users")],
  ["Distribution opened", view("Distribution")],
  ["Distribution closed", view("Users")],
  ["1,000 rows a page", rows("1000")],
  [`1,000 rows: ${order}`, head("Files")],
  [`1,000 rows: ${order}`, head("Size")],
  ["100 rows a page", rows("100")],
];
const [number] = arguments;
if (number === undefined) return actions.map(([name]) => name);
return watch.act(actions[number][1]);
