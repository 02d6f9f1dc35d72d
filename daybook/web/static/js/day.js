// The day view.
import "./now.js";
import "./drag.js";
import "./slots.js";
import "./roam.js";
import "./strip.js";
import "./poll.js";
