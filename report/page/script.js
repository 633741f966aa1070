// The script of the page: it finds, filters and shows the findings of the JSON at the page's end. It makes elements and texts alone: nothing of
// the data is ever read as HTML, and the page's policy lets nothing else run.
(() => {
  'use strict';
  const data = JSON.parse(document.getElementById('data').textContent);
  const texts = data.texts, envs = data.environments;
  const col = Object.fromEntries(data.columns.map((name, i) => [name, i]));
  const $ = (id) => document.getElementById(id);
  const of = (f, name) => texts[f[col[name]]];
  const few = 100; // findings and rows that are made at once

  // h makes an element: its name with classes, its properties, its children.
  const h = (name, props, ...children) => {
    const [tag, ...classes] = name.split('.');
    const e = document.createElement(tag);
    if (classes.length) e.className = classes.filter(Boolean).join(' ');
    for (const [k, v] of Object.entries(props || {})) { if (k.includes('-') || k === 'role' || k === 'scope') e.setAttribute(k, v); else e[k] = v; }
    e.append(...children.flat().filter((c) => c !== null && c !== undefined && c !== ''));
    return e;
  };
  const plural = (n, one, many) => n.toLocaleString('en') + ' ' + (n === 1 ? one : many);
  const say = (text) => { $('said').textContent = text; clearTimeout(say.later); say.later = setTimeout(() => { $('said').textContent = ''; }, 2500); };
  const glyphs = { 'must-fix': '✗', 'should-fix': '!', acceptable: '✓' };

  // marked shows a value with what differs from another marked, word by word from both ends.
  const marked = (text, other) => {
    const words = (s) => s.match(/[\p{L}\p{N}]+|[^]/gu) || [];
    const a = words(text), b = words(other);
    let from = 0, to = 0;
    while (from < a.length && from < b.length && a[from] === b[from]) from++;
    while (to < a.length - from && to < b.length - from && a[a.length - 1 - to] === b[b.length - 1 - to]) to++;
    if (from + to === 0) return [text];
    const middle = a.slice(from, a.length - to).join('');
    return [a.slice(0, from).join(''), middle && h('mark', null, middle), a.slice(a.length - to).join('')];
  };

  // leaked marks a word of another environment, wherever it stands.
  const leaked = (text, word) => {
    const low = text.toLowerCase(), out = [];
    if (low.length !== text.length) return [text];
    let from = 0;
    for (let at = low.indexOf(word.toLowerCase()); at >= 0; at = low.indexOf(word.toLowerCase(), from)) {
      out.push(text.slice(from, at), h('mark', null, text.slice(at, at + word.length)));
      from = at + word.length;
    }
    return [...out, text.slice(from)];
  };

  // linked makes links of those addresses in a text that are among links; all of them are http or https.
  const linked = (text, links) => {
    for (const l of links) {
      const at = text.indexOf(l);
      if (at >= 0 && /^https?:\/\//.test(l)) return [text.slice(0, at), h('a', { href: l, rel: 'noopener noreferrer' }, l), ...linked(text.slice(at + l.length), links)];
    }
    return [text];
  };

  const side = (f, s, e, ref) => {
    const [state, text, source, since, mark, stands, word] = s.map((n) => texts[n]);
    const value = word ? leaked(text, word) : mark === 'differs' && state === 'present' && ref && texts[ref[0]] === 'present' ? marked(text, texts[ref[1]]) : [text];
    return h('li.' + state + (mark ? '.' + mark : ''), null, h('span.env', null, envs[e]), stands && ' ', stands && h('span.stands', null, stands), h('code.value', null, ...value),
      source && h('span.source', null, source), since && h('span.source', null, since));
  };

  const taskOf = (f) => f[col.task].map((n) => (n < 0 ? '`envparity check` no longer lists `' + of(f, 'fingerprint') + '`.' : texts[n])).join('\n');
  const copy = async (f) => {
    try {
      await navigator.clipboard.writeText(taskOf(f));
      say('Copied as a task');
    } catch {
      say('The browser does not let this page copy: the task is shown, select it');
      const li = $('f-' + of(f, 'fingerprint'));
      open(li, true);
      const task = li.querySelector('.task');
      task.open = true;
      getSelection().selectAllChildren(task.querySelector('pre'));
    }
  };

  // body makes what an opened finding shows.
  const body = (f) => {
    const p = (name, text) => text && h('p.' + name, null, text);
    const fold = (name, title, ...inside) => h('details.' + name, null, h('summary', null, title), ...inside);
    const sides = f[col.sides], ref = sides.find((s) => texts[s[4]] === 'reference');
    const places = f[col.places], signs = f[col.signs], notes = f[col.notes], links = f[col.links].map((n) => texts[n]), id = of(f, 'fingerprint');
    const list = (all) => h('ul', null, all.map((n) => h('li', null, texts[n])));
    return h('div.body', null,
      h('ul.sides', null, sides.map((s, e) => side(f, s, e, ref))),
      p('reason', of(f, 'reason')), p('hint', of(f, 'hint')), p('story', of(f, 'story')), of(f, 'compensation') && p('compensation', 'Compensated: ' + of(f, 'compensation')), p('waiver', of(f, 'waiver')),
      notes.length ? h('ul.notes', null, notes.map((n) => h('li', null, linked(texts[n], links)))) : null,
      places.length ? fold('places', plural(places.length, 'more place', 'more places'), list(places)) : null,
      signs.length ? fold('signs', 'Evidence' + (of(f, 'risk') ? ', risk ' + of(f, 'risk') : ''),
        h('table', null, h('tbody', null, signs.map((s) => h('tr', null, h('td.num', null, texts[s[0]]), h('td', null, texts[s[1]])))))) : null,
      f[col.task].length ? fold('task', 'Copy as a task', h('button', { type: 'button', onclick: () => copy(f) }, 'Copy'), h('pre', { tabIndex: 0 }, taskOf(f))) : null,
      h('p.foot', null, h('code', null, of(f, 'rule')), ' · ', h('a', { href: '#f-' + id }, h('code', null, id)), of(f, 'pillar') && ' · ' + of(f, 'pillar'),
        of(f, 'source') && ' · ' + of(f, 'source'), of(f, 'owner') && ' · owner ' + of(f, 'owner')));
  };

  // fill makes the body of a finding when it is opened for the first time.
  const fill = (d) => { if (d.children.length === 1) d.append(body(d.finding)); };
  const open = (li, yes) => { const d = li.firstElementChild; if (yes) fill(d); d.open = yes; };

  const row = (f, isOpen) => {
    const verdict = of(f, 'verdict'), state = of(f, 'state'), places = f[col.places].length;
    const tag = (text) => text && [' ', h('span.tag', null, text)];
    const d = h('details', { ontoggle: () => { if (d.open) fill(d); } }, h('summary', null,
      h('span.verdict', null, glyphs[verdict] + ' ' + verdict), ' ', h('span.thing', null, of(f, 'resource')), of(f, 'path') && ' ', of(f, 'path') && h('code.path', null, of(f, 'path')),
      ' ', h('span.kind', null, of(f, 'kind')), ...(state !== 'new' ? tag(state) : []), ...(places ? tag(plural(places, 'more place', 'more places')) : []), ...(tag(of(f, 'owner')) || [])));
    d.finding = f;
    if (isOpen) { fill(d); d.open = true; }
    return h('li.finding.' + verdict, { id: 'f-' + of(f, 'fingerprint') }, d);
  };

  // more shows a long list piece by piece: the button, or coming near it, adds the next piece.
  const more = (holder, list, make, told) => {
    let all = [], shown = 0;
    const add = () => {
      const part = document.createDocumentFragment();
      for (const end = Math.min(shown + few, all.length); shown < end; shown++) part.append(make(all[shown]));
      list.append(part);
      holder.hidden = shown >= all.length;
      told(all.length, shown);
    };
    holder.firstElementChild.addEventListener('click', add);
    new IntersectionObserver((seen) => { if (seen.some((s) => s.isIntersecting) && !holder.hidden) add(); }, { rootMargin: '600px' }).observe(holder);
    return {
      show: (next) => { all = next; shown = 0; list.replaceChildren(); add(); },
      upTo: (i) => { while (shown <= i && shown < all.length) add(); },
      all: () => all,
    };
  };

  // Every part of the filter by which findings are chosen from a list.
  const facets = [
    ['state', 'State', (f) => [of(f, 'state')]], ['env', 'Differs in', (f) => f[col.differ].map((e) => envs[e])], ['source', 'Source', (f) => [of(f, 'source')]],
    ['owner', 'Owner', (f) => [of(f, 'owner')]], ['pillar', 'Pillar', (f) => [of(f, 'pillar')]], ['kind', 'Kind', (f) => [of(f, 'kind')]], ['story', 'Story', (f) => [of(f, 'storyKind')]],
    ['rule', 'Rule', (f) => [of(f, 'rule')]],
  ];
  const selects = new Map();
  for (const [name, title, values] of facets) {
    const count = new Map();
    for (const f of data.findings) for (const v of values(f)) if (v) count.set(v, (count.get(v) || 0) + 1);
    if (count.size === 0) continue;
    const s = h('select', { name }, h('option', { value: '' }, 'any'), [...count].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([v, n]) => h('option', { value: v }, v + ' (' + n.toLocaleString('en') + ')')));
    selects.set(name, { s, values });
    $('selects').append(h('label', null, title, s));
  }
  const orders = { verdict: null, risk: (a, b) => Number(of(b, 'risk')) - Number(of(a, 'risk')), resource: (a, b) => (of(a, 'resource') + of(a, 'path') < of(b, 'resource') + of(b, 'path') ? -1 : 1) };
  const order = h('select', { name: 'order' }, Object.keys(orders).map((o) => h('option', { value: o }, o)));
  $('selects').append(h('label', null, 'Order by', order));

  // haystack is all of a finding that the search looks into, in lower case.
  const haystack = (f) => f.haystack || (f.haystack = [
    ...['fingerprint', 'verdict', 'kind', 'resource', 'path', 'reason', 'rule', 'owner', 'story', 'source'].map((n) => of(f, n)), ...f[col.sides].flatMap((s) => [texts[s[1]], texts[s[2]], texts[s[3]]]), ...f[col.places].map((n) => texts[n]),
  ].join('\n').toLowerCase());

  const boxes = [...document.querySelectorAll('#filter [name=verdict]')];
  const list = more($('more'), $('list'), (f) => row(f, false), (n) => { $('count').textContent = n === data.findings.length ? plural(n, 'finding', 'findings') : n.toLocaleString('en') + ' of ' + plural(data.findings.length, 'finding', 'findings'); });

  const apply = (quiet) => {
    const words = $('q').value.toLowerCase().split(/\s+/).filter(Boolean);
    const verdicts = boxes.filter((b) => b.checked).map((b) => b.value);
    const asked = [...selects].filter(([, x]) => x.s.value).map(([, x]) => [x.values, x.s.value]);
    let found = data.findings.filter((f) => (!verdicts.length || verdicts.includes(of(f, 'verdict'))) && asked.every(([values, v]) => values(f).includes(v)) && words.every((w) => haystack(f).includes(w)));
    if (orders[order.value]) found = found.sort(orders[order.value]);
    list.show(found);
    if (quiet) return;
    const q = new URLSearchParams();
    if ($('q').value) q.set('q', $('q').value);
    for (const v of verdicts) q.append('verdict', v);
    for (const [name, x] of selects) if (x.s.value) q.set(name, x.s.value);
    if (order.value !== 'verdict') q.set('order', order.value);
    try { history.replaceState(null, '', '#findings' + (q.size ? '?' + q : '')); } catch { /* the address stays as it is */ }
  };

  const clear = () => {
    $('q').value = '';
    order.value = 'verdict';
    for (const b of boxes) b.checked = false;
    for (const x of selects.values()) x.s.value = '';
  };

  // visit does what an address says: `#findings?verdict=must-fix` filters, `#f-FINGERPRINT` opens a finding.
  const visit = () => {
    const at = decodeURIComponent(location.hash.slice(1));
    if (at.startsWith('f-')) {
      let i = list.all().findIndex((f) => of(f, 'fingerprint') === at.slice(2));
      if (i < 0) { clear(); apply(true); i = list.all().findIndex((f) => of(f, 'fingerprint') === at.slice(2)); }
      if (i < 0) return;
      list.upTo(i);
      const li = $('list').children[i];
      open(li, true);
      li.scrollIntoView({ block: 'start' });
      const focus = () => li.querySelector('summary').focus({ preventScroll: true });
      focus();
      if (document.readyState !== 'complete') addEventListener('load', () => setTimeout(focus), { once: true }); // going to the address takes the focus away
    } else if (location.hash.startsWith('#findings?')) {
      const q = new URLSearchParams(location.hash.slice(10));
      clear();
      $('q').value = q.get('q') || '';
      for (const b of boxes) b.checked = q.getAll('verdict').includes(b.value);
      for (const [name, x] of selects) x.s.value = q.get(name) || '';
      if (q.has('order')) order.value = q.get('order') in orders ? q.get('order') : 'verdict';
      apply(true);
      $('findings').scrollIntoView();
      $('q').focus({ preventScroll: true });
    }
  };

  // The matrix: a row for each thing; a thing leads to its findings.
  if ($('matrix')) {
    const cell = (r, i) => h('td.' + texts[r[i]], null, texts[r[i + 1]]);
    const line = (r) => {
      const cells = [];
      for (let i = 2; i < r.length; i += 2) cells.push(cell(r, i));
      const name = texts[r[0]];
      return h('tr', null, h('th', { scope: 'row' }, h('button.link', { type: 'button', onclick: () => { clear(); $('q').value = name; apply(); $('findings').scrollIntoView(); $('q').focus({ preventScroll: true }); } }, name)), h('td', null, texts[r[1]]), cells);
    };
    const differs = (r) => r.some((n, i) => i >= 2 && i % 2 === 0 && !['same', 'own', 'ref'].includes(texts[n]));
    const grid = more($('mmore'), $('rows'), line, (n) => { $('mcount').textContent = n.toLocaleString('en') + ' of ' + plural(data.matrix.length, 'thing', 'things'); });
    const draw = () => {
      const words = $('mq').value.toLowerCase().split(/\s+/).filter(Boolean);
      grid.show(data.matrix.filter((r) => (!$('odd').checked || differs(r)) && words.every((w) => (texts[r[0]] + '\n' + texts[r[1]]).toLowerCase().includes(w))));
    };
    $('mq').addEventListener('input', draw);
    $('odd').addEventListener('change', draw);
    $('matrix-filter').addEventListener('submit', (e) => e.preventDefault());
    $('matrix-filter').hidden = false;
    draw();
  }

  let later = 0;
  $('q').addEventListener('input', () => { clearTimeout(later); later = setTimeout(apply, 80); }); // not for every letter of a word
  $('filter').addEventListener('change', (e) => { if (e.target.id !== 'q') apply(); });
  $('filter').addEventListener('submit', (e) => e.preventDefault());
  $('clear').addEventListener('click', () => { clear(); apply(); });
  $('unfold').addEventListener('click', () => {
    const all = [...$('list').children], closed = all.some((li) => !li.firstElementChild.open);
    for (const li of all) open(li, closed);
    $('unfold').textContent = closed ? 'Close all shown' : 'Open all shown';
  });
  $('theme').addEventListener('change', (e) => { document.documentElement.style.colorScheme = e.target.value; });

  // The keys. Those that are single characters can be switched off, as they meet a screen reader's or a voice's.
  const step = (by) => {
    const here = document.activeElement && document.activeElement.closest('.finding');
    const at = here ? [...$('list').children].indexOf(here) + by : 0;
    list.upTo(at);
    const next = $('list').children[Math.max(0, at)];
    if (next) next.querySelector('summary').focus();
  };
  document.addEventListener('keydown', (e) => {
    const typing = e.target.closest('input[type=search], select, textarea');
    if (e.key === 'Escape' && (!typing || typing.id === 'q')) { clear(); apply(); if (typing) typing.blur(); return; }
    if (e.key === 'Enter' && typing && typing.id === 'q') { clearTimeout(later); apply(); step(1); return; }
    if (typing || e.ctrlKey || e.metaKey || e.altKey || !$('shortcuts').checked) return;
    const here = document.activeElement && document.activeElement.closest('.finding');
    switch (e.key) {
      case '/': $('q').focus(); $('findings').scrollIntoView(); break;
      case 'j': step(1); break;
      case 'k': step(-1); break;
      case 'c': if (here && here.firstElementChild.finding[col.task].length) copy(here.firstElementChild.finding); break;
      case '?': $('help').scrollIntoView(); $('shortcuts').focus({ preventScroll: true }); break;
      default: return;
    }
    e.preventDefault();
  });

  // On paper the findings that are shown stand open.
  let closed = [];
  addEventListener('beforeprint', () => { closed = [...$('list').children].filter((li) => !li.firstElementChild.open); for (const li of closed) open(li, true); });
  addEventListener('afterprint', () => { for (const li of closed) open(li, false); });

  $('filter').hidden = $('tools').hidden = $('keys').hidden = false;
  apply(true);
  addEventListener('hashchange', visit);
  visit();
})();
