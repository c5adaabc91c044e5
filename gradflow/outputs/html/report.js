// Filters, pages and printing of the two lists. Written for browsers of 2016: no modules, nothing newer than ES2015.
(function () {
  "use strict";

  var PAGE = 50;

  function make(tag, className, text) {
    var made = document.createElement(tag);
    if (className) { made.className = className; }
    if (text) { made.textContent = text; }
    return made;
  }

  function folded(text) {
    return text.normalize("NFKC").toLowerCase();
  }

  function List(section, data) {
    this.section = section;
    this.data = data;
    this.selects = [].slice.call(section.querySelectorAll("select"));
    this.search = section.querySelector("input[type=search]");
    this.body = section.querySelector("tbody");
    this.count = section.querySelector(".count");
    this.printed = section.querySelector(".printed");
    this.place = section.querySelector(".pages span");
    this.back = section.querySelector("[data-do=back]");
    this.on = section.querySelector("[data-do=on]");
    this.page = 0;
    this.haystacks = null;
    this.found = data.rows;
  }

  List.prototype.text = function (row, column) {
    var texts = this.data.texts[column];
    return texts ? texts[row[column]] : row[column];
  };

  // All texts of each row, folded, made when somebody first types a word.
  List.prototype.haystack = function (number) {
    if (!this.haystacks) {
      this.haystacks = this.data.rows.map(function (row) {
        return folded(row.map(function (_, column) { return this.text(row, column); }, this).join("\n"));
      }, this);
    }
    return this.haystacks[number];
  };

  List.prototype.filter = function () {
    var words = folded(this.search.value).split(/\s+/).filter(Boolean);
    var wanted = this.selects.filter(function (select) { return select.value !== ""; }).map(function (select) {
      return [this.data.columns.indexOf(select.getAttribute("data-column")), Number(select.value)];
    }, this);
    this.found = this.data.rows.filter(function (row, number) {
      return wanted.every(function (one) { return row[one[0]] === one[1]; }) &&
        words.every(function (word) { return this.haystack(number).indexOf(word) >= 0; }, this);
    }, this);
    this.page = 0;
    this.show();
  };

  List.prototype.row = function (row) {
    var line = make("tr", this.data.columns[0] === "level" ? "level-" + row[0] : "");
    this.data.cells.forEach(function (cell) {
      var tag = this.text(row, cell[1][0]) ? cell[0] : "td";
      var made = make(tag);
      if (tag === "th") { made.setAttribute("scope", "row"); }
      cell[1].forEach(function (column) {
        var text = this.text(row, column);
        if (!text) { return; }
        made.appendChild(make("div", this.data.columns[column], text));
        made.appendChild(document.createTextNode(" "));
      }, this);
      line.appendChild(made);
    }, this);
    return line;
  };

  List.prototype.fill = function (rows) {
    var lines = document.createDocumentFragment();
    rows.forEach(function (row) { lines.appendChild(this.row(row)); }, this);
    this.body.textContent = "";
    this.body.appendChild(lines);
  };

  List.prototype.show = function () {
    var unit = this.data.unit, found = this.found.length, all = this.data.rows.length;
    var pages = Math.max(1, Math.ceil(found / PAGE));
    this.fill(this.found.slice(this.page * PAGE, (this.page + 1) * PAGE));
    this.count.textContent = !found ? "没有符合条件的，共 " + all + " " + unit + "。" :
      found === all ? "共 " + all + " " + unit + "。" : "符合条件的 " + found + " " + unit + "，共 " + all + " " + unit + "。";
    this.place.textContent = "第 " + (this.page + 1) + " 页，共 " + pages + " 页";
    this.back.disabled = this.page === 0;
    this.on.disabled = this.page >= pages - 1;
    this.back.parentNode.hidden = pages === 1;
  };

  List.prototype.turn = function (step) {
    this.page += step;
    this.show();
    this.section.querySelector(".scroll").focus();
    this.section.scrollIntoView();
  };

  // What is chosen, in words, to stand above the printed rows.
  List.prototype.conditions = function () {
    var chosen = this.selects.filter(function (select) { return select.value !== ""; }).map(function (select) {
      return select.parentNode.firstChild.textContent + "：" + select.options[select.selectedIndex].textContent;
    });
    if (this.search.value.trim()) { chosen.push("文字：" + this.search.value.trim()); }
    return (chosen.length ? "筛选条件 " + chosen.join("；") + "。" : "") + this.count.textContent;
  };

  List.prototype.beforePrint = function () {
    if (document.body.classList.contains("print-only") && !this.section.classList.contains("only")) { return; }
    this.printed.textContent = this.conditions();
    this.fill(this.found);
  };

  List.prototype.listen = function () {
    var filter = this.filter.bind(this);
    var form = this.section.querySelector("form");
    this.selects.forEach(function (select) { select.addEventListener("change", filter); });
    this.search.addEventListener("input", function (event) { if (!event.isComposing) { filter(); } });
    this.search.addEventListener("compositionend", filter);
    form.addEventListener("submit", function (event) { event.preventDefault(); });
    form.addEventListener("reset", function () { setTimeout(filter, 0); });
    this.back.addEventListener("click", this.turn.bind(this, -1));
    this.on.addEventListener("click", this.turn.bind(this, 1));
    this.section.querySelector("[data-do=print]").addEventListener("click", printOnly.bind(null, this.section));
  };

  List.prototype.choose = function (column, number) {
    this.selects.forEach(function (select) {
      if (select.getAttribute("data-column") === column) { select.value = String(number); }
    });
  };

  function printOnly(section) {
    section.classList.add("only");
    document.body.classList.add("print-only");
    window.print();
  }

  function afterPrint() {
    document.body.classList.remove("print-only");
    lists.forEach(function (list) {
      list.section.classList.remove("only");
      list.show();
    });
  }

  // Numbers of the matrix become buttons that show the branch's findings.
  function linkMatrix(findings) {
    [].slice.call(document.querySelectorAll("td[data-branch]")).forEach(function (cell) {
      var button = make("button", "", cell.textContent), level = Number(cell.getAttribute("data-level"));
      var name = cell.parentNode.firstElementChild.textContent;
      button.type = "button";
      button.setAttribute("aria-label", name + " " + findings.data.texts[0][level] + " " + cell.textContent + " 处，看是哪些");
      button.addEventListener("click", function () {
        findings.section.querySelector("form").reset();
        findings.choose("branch", cell.getAttribute("data-branch"));
        findings.choose("level", level);
        findings.filter();
        findings.section.querySelector("h2").focus();
        findings.section.scrollIntoView();
      });
      cell.textContent = "";
      cell.appendChild(button);
    });
  }

  var data = JSON.parse(document.getElementById("data").textContent);
  var lists = Object.keys(data).filter(function (key) { return data[key].rows.length; }).map(function (key) {
    var list = new List(document.getElementById(key), data[key]);
    list.listen();
    list.show();
    if (key === "findings") { linkMatrix(list); }
    return list;
  });

  function beforePrint() {
    lists.forEach(function (list) { list.beforePrint(); });
  }

  window.addEventListener("beforeprint", beforePrint);
  window.addEventListener("afterprint", afterPrint);
  if (!("onbeforeprint" in window)) {
    window.matchMedia("print").addListener(function (media) { if (media.matches) { beforePrint(); } else { afterPrint(); } });
  }
  document.getElementById("print-all").addEventListener("click", function () {
    // Forget a printing of one list that the browser has not told the end of.
    afterPrint();
    window.print();
  });
  document.getElementById("only-open").addEventListener("change", function () {
    document.querySelector(".matrix").classList.toggle("only-open", this.checked);
  });
  document.documentElement.className = "js";
})();
