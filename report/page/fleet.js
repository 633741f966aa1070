// The script of a fleet's page: it filters the systems, and sets the theme. It makes no element, and reads nothing as HTML.
(() => {
  'use strict';
  const $ = (id) => document.getElementById(id);
  const rows = [...document.querySelectorAll('#table tbody tr')].map((row) => [row, row.textContent.toLowerCase()]);
  const filter = () => {
    const words = $('q').value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const [row, text] of rows) {
      row.hidden = !words.every((w) => text.includes(w));
      if (!row.hidden) shown++;
    }
    $('count').textContent = shown.toLocaleString('en') + ' of ' + rows.length.toLocaleString('en') + ' systems';
  };
  $('q').addEventListener('input', filter);
  $('filter').addEventListener('submit', (e) => e.preventDefault());
  $('filter').hidden = false;
  filter();
  // A link to a system that the filter hides shows all of them.
  addEventListener('hashchange', () => {
    const row = $(decodeURIComponent(location.hash.slice(1)));
    if (row && row.hidden) {
      $('q').value = '';
      filter();
      row.scrollIntoView();
    }
  });
  $('tools').hidden = false;
  $('theme').addEventListener('change', (e) => { document.documentElement.style.colorScheme = e.target.value; });
})();
