// The day view.
import "./now.js";
import "./drag.js";
import "./slots.js";
import "./roam.js";
import "./strip.js";
import "./poll.js";

// Reception types a name first: the search takes the focus by itself, where that opens no keyboard over the page.
if (document.activeElement === document.body && matchMedia("(pointer: fine)").matches) document.getElementById("search")?.focus({ preventScroll: true });
