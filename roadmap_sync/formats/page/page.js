"use strict";
/* The page works without this script; with it, it filters, zooms and marks the day it is opened. */
(() => {
  const $ = (id) => document.getElementById(id);
  const all = (words, within = document) => [...within.querySelectorAll(words)];
  const root = document.documentElement;
  const DAY = 86400000;
  root.classList.add("scripted");

  /* ---- the day, where the student lives ---- */
  const today = (() => {
    const shape = { year: "numeric", month: "2-digit", day: "2-digit" };
    try {
      return new Intl.DateTimeFormat("en-CA", { ...shape, timeZone: root.dataset.zone }).format(new Date());
    } catch {
      return new Intl.DateTimeFormat("en-CA", shape).format(new Date());
    }
  })();
  const items = all("#list details.item");
  for (const one of items) if (one.dataset.last < today) one.classList.add("over");
  for (const one of all(".dates li[data-day]")) if (one.dataset.day < today) one.classList.add("over");

  const isOpen = (one) => !one.matches(".done, .skipped");
  const ahead = items.filter((one) => one.dataset.day >= today && isOpen(one)).slice(0, 5);
  if (ahead.length && $("next")) {
    for (const one of ahead) {
      const row = document.createElement("li");
      const link = document.createElement("a");
      const day = document.createElement("time");
      const title = document.createElement("span");
      link.href = "#" + one.id;
      day.dateTime = one.dataset.day;
      day.textContent = one.dataset.when;
      title.dir = "auto";
      title.textContent = one.querySelector(".title").textContent;
      link.append(day, " ", title);
      row.append(link);
      $("next").querySelector("ul").append(row);
    }
    $("next").hidden = false;
  }

  /* ---- the curves of the network, drawn on to today ---- */
  for (const chart of all(".chart svg[data-first]")) {
    const days = Number(chart.dataset.days);
    const now = Math.round((Date.parse(today) - Date.parse(chart.dataset.first)) / DAY);
    if (now < 0 || now > days) continue;
    const line = chart.querySelector(".now");
    line.setAttribute("d", `M${now} 0V${line.dataset.top}`);
    const word = chart.querySelector(".today-word");
    word.setAttribute("x", Number(chart.dataset.left) + (now / days) * Number(chart.dataset.wide));
    word.removeAttribute("hidden");
    const since = chart.querySelector(".since");
    if (since && Number(since.dataset.at) < now) {
      since.setAttribute("d", `M${since.dataset.at} ${since.dataset.number}H${now}`);
    }
  }
  for (const cell of all("td[data-have]")) {
    if (cell.dataset.day <= today) cell.textContent = cell.dataset.have;
  }
  for (const year of all(".shares g")) {
    const { first, last } = year.dataset;
    if (first && first <= today && today <= last) year.firstElementChild.classList.add("here");
  }

  /* ---- filters ---- */
  const form = $("filters");
  const marks = new Map(all(".marks li").map((one) => [one.dataset.item, one]));
  const texts = new Map();
  const textOf = (one) => {
    if (!texts.has(one)) texts.set(one, one.textContent.toLowerCase());
    return texts.get(one);
  };
  const filter = () => {
    const asked = new FormData(form);
    const stages = asked.getAll("stage");
    const kinds = asked.getAll("kind");
    const words = asked.get("words").toLowerCase().split(/\s+/).filter(Boolean);
    let found = 0;
    for (const one of items) {
      const { stage, kind, last } = one.dataset;
      const fits =
        (!stages.length || stages.includes(stage)) &&
        (!kinds.length || kinds.includes(kind)) &&
        (!asked.has("costly") || one.classList.contains("costly")) &&
        (!asked.has("ahead") || last >= today) &&
        (!asked.has("todo") || isOpen(one)) &&
        words.every((word) => textOf(one).includes(word));
      one.hidden = !fits;
      const mark = marks.get(one.id);
      if (mark) mark.hidden = !fits;
      found += fits;
    }
    for (const bar of all(".bars li")) {
      bar.classList.toggle("dim", stages.length > 0 && !stages.includes(bar.dataset.stage));
    }
    for (const month of all(".month")) {
      month.hidden = !month.querySelector("details:not([hidden])");
      const jump = document.querySelector(`.jump a[href="#${month.id}"]`);
      if (jump) jump.hidden = month.hidden;
    }
    $("found").textContent = `${found} of ${items.length} items`;
    $("nothing").hidden = found > 0 || !items.length;
    rove();
  };
  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(filter));

  /* ---- zoom ---- */
  const view = $("view");
  const line = $("line");
  const length = line ? Number(line.style.getPropertyValue("--n")) : 0;
  const dayOf = (iso) => Math.round((Date.parse(iso) - Date.parse(line.dataset.first)) / DAY);
  const zooms = all(".zoom button[data-days]");
  let level = 0;
  const middle = () => ((view.scrollLeft + view.clientWidth / 2) / line.offsetWidth) * length;
  const show = (day) => {
    view.scrollLeft = (day / length) * line.offsetWidth - view.clientWidth / 2;
  };
  const zoom = (next, day = middle()) => {
    level = Math.min(zooms.length - 1, Math.max(0, next));
    const days = Number(zooms[level].dataset.days) || length;
    line.style.width = `${Math.max(1, length / days) * 100}%`;
    line.className = `line z-${level}`;
    zooms.forEach((one, index) => one.setAttribute("aria-pressed", String(index === level)));
    show(day);
  };
  const focused = () => {
    const mark = document.activeElement && document.activeElement.closest(".marks li");
    return mark ? Number(mark.style.getPropertyValue("--d")) : null;
  };

  /* One stop for the Tab key in the picture; arrow keys do the rest. */
  let order = [];
  const rove = () => {
    if (!line) return;
    order = all(".marks li:not([hidden]) a", line);
    const at = (one) => Number(one.parentElement.style.getPropertyValue("--d"));
    order.sort((one, other) => at(one) - at(other));
    const stop = order.find((one) => one.tabIndex === 0 && one.dataset.roved) || order[0];
    for (const one of all(".marks a", line)) one.tabIndex = -1;
    if (stop) stop.tabIndex = 0;
  };
  const go = (one) => {
    if (!one) return;
    for (const other of order) {
      other.tabIndex = -1;
      delete other.dataset.roved;
    }
    one.tabIndex = 0;
    one.dataset.roved = "1";
    one.focus({ preventScroll: true });
    show(focused());
  };
  if (line) {
    const isInside = dayOf(today) >= 0 && dayOf(today) < length;
    zooms.forEach((one, index) => one.addEventListener("click", () => {
      zoom(index, level === 0 && isInside ? dayOf(today) : middle());
    }));
    if (isInside) {
      $("today").hidden = false;
      $("today").style.setProperty("--d", dayOf(today));
    }
    $("to-today").disabled = !isInside;
    $("to-today").addEventListener("click", () => zoom(Math.max(level, 2), dayOf(today)));
    view.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const here = order.indexOf(document.activeElement);
      const day = focused() ?? middle();
      const keys = {
        "+": () => zoom(level + 1, day),
        "=": () => zoom(level + 1, day),
        "-": () => zoom(level - 1, day),
        ArrowRight: () => go(order[Math.min(here + 1, order.length - 1)]),
        ArrowLeft: () => go(order[Math.max(here - 1, 0)]),
        Home: () => go(order[0]),
        End: () => go(order[order.length - 1]),
      };
      if (keys[event.key]) {
        event.preventDefault();
        keys[event.key]();
      }
    });
    view.addEventListener("wheel", (event) => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      zoom(level + (event.deltaY < 0 ? 1 : -1));
    }, { passive: false });
  }

  /* ---- opening, copying, printing ---- */
  const reveal = () => {
    const one = location.hash.length > 1 && $(location.hash.slice(1));
    if (!one || one.tagName !== "DETAILS") return;
    if (one.hidden) form.reset();
    setTimeout(() => {
      one.open = true;
      one.scrollIntoView({ block: "center" });
      one.querySelector("summary").focus({ preventScroll: true });
    });
  };
  addEventListener("hashchange", reveal);
  for (const one of all('a[href^="#i-"]')) {
    one.addEventListener("click", () => location.hash === one.hash && reveal());
  }
  $("open-all").addEventListener("click", () => {
    const open = $("open-all").getAttribute("aria-pressed") !== "true";
    $("open-all").setAttribute("aria-pressed", String(open));
    for (const one of all("details.item")) one.open = open;
  });
  for (const button of all("button.copy")) {
    button.addEventListener("click", async () => {
      const draft = button.previousElementSibling;
      const text = all("p", draft).map((one) => one.textContent).join("\n\n");
      try {
        await navigator.clipboard.writeText(text);
        button.textContent = "Copied";
      } catch {
        getSelection().selectAllChildren(draft);
        button.textContent = "Marked: copy it with your keyboard";
      }
    });
  }
  let closed = [];
  $("print-one").addEventListener("click", () => print());
  $("print-all").addEventListener("click", () => {
    root.dataset.print = "all";
    closed = all("details.item:not([open])");
    for (const one of closed) one.open = true;
    print();
  });
  addEventListener("afterprint", () => {
    delete root.dataset.print;
    for (const one of closed) one.open = false;
    closed = [];
  });

  filter();
  reveal();
})();
