// Shows beside a form what would come of it, as it stands: this says when, htmx
// asks, and the last answer is put in its place without anything else moving.
// Buttons that only change the form change it in place; where that fails they
// do what they do without this. Nothing on the page needs it.
(function () {
  var box = document.querySelector('[data-live]'), live = box.querySelector('.live'), folds = live.tagName === 'DETAILS', timer;

  function ask() {
    clearTimeout(timer);
    if (folds && !live.open && !box.querySelector('#problems')) return;
    box.querySelectorAll('[data-pane]:not([hidden])').forEach(function (pane) { pane.dispatchEvent(new Event('refresh')); });
  }

  // A page keeps its place in the frame: only its body is replaced, in a document
  // that is there. It is a picture: it runs nothing and takes no focus.
  function paint(frame, text) {
    var next = new DOMParser().parseFromString(text, 'text/html'), now = frame.contentDocument;
    next.querySelectorAll('script').forEach(function (script) { script.remove(); });
    next.body.inert = true;
    if (now.URL === 'about:srcdoc' && now.readyState === 'complete') now.body.replaceWith(now.adoptNode(next.body));
    else frame.srcdoc = '<!doctype html>' + next.documentElement.outerHTML;
  }

  function say(pane, nodes) {
    var words = pane.querySelector('[data-part=words]');
    words.replaceChildren.apply(words, nodes);
    words.hidden = !nodes.length;
  }

  function show(pane, text, whole) {
    var answer = new DOMParser().parseFromString(text, 'text/html'), shown = false;
    pane.querySelectorAll('[data-part]:not([data-part=words])').forEach(function (part) {
      var fresh = answer.querySelector('[data-part="' + part.dataset.part + '"]'), frame = part.tagName === 'IFRAME';
      if (fresh && frame) paint(part, fresh.getAttribute('srcdoc'));
      else if (frame && whole) paint(part, text);
      else if (!fresh || !fresh.hasChildNodes()) return;
      else if (!part.querySelector('[data-part]')) part.replaceChildren.apply(part, fresh.childNodes);
      shown = true;
    });
    var why = answer.querySelector('[data-part=words]'), blames = why && why.hasChildNodes(), blamed = {};
    answer.querySelectorAll('[data-part=words] [data-field]').forEach(function (item) {
      (blamed[item.dataset.field] = blamed[item.dataset.field] || []).push({ named: item.textContent, bare: item.dataset.message });
    });
    if (blames ? Object.keys(blamed).length : shown) mend(blamed, !blames);
    if (blames) say(pane, Array.from(why.childNodes));
    else if (shown) say(pane, []);
    else fail(pane);
  }

  // What a refused form says of a field goes once that is mended: no answer blames
  // it, and the field was changed or nothing is blamed at all. It comes back with
  // the blame. What only a save finds stays until the next one.
  function mend(blamed, fine) {
    var problems = box.querySelector('#problems'), done = box.querySelector('[data-mended]');
    if (!problems || problems.contains(document.activeElement)) return;
    problems.closest('[data-seen]').dataset.seen.split(' ').forEach(function (name) {
      if (blamed[name] || fine || changed(name)) tell(problems, name, blamed[name] || []);
    });
    var left = problems.querySelector('li:not([hidden])'), title = document.title.replace(done.dataset.prefix, '');
    if (problems.hidden === !left) return;
    problems.hidden = !left;
    document.title = (left ? done.dataset.prefix : '') + title;
    done.textContent = left ? '' : done.dataset.mended;
  }

  function changed(name) {
    return Array.from(box.querySelector('form').elements).some(function (e) {
      if (e.name !== name) return false;
      if (e.options) return e.selectedIndex !== Math.max(0, Array.from(e.options).findIndex(function (o) { return o.defaultSelected; }));
      return e.value !== e.defaultValue || e.checked !== e.defaultChecked;
    });
  }

  // Says of a field what is wrong with it, on top with the field's name and bare
  // beside it; nothing is wrong where there are no faults.
  function tell(problems, name, faults) {
    var items = Array.from(problems.querySelectorAll('li')).filter(function (li) { return li.firstElementChild.getAttribute('href') === '#f-' + name; });
    var at = document.getElementById('e-' + name), field = at && at.closest('.field');
    if (items.filter(function (li) { return !li.hidden; }).map(function (li) { return li.textContent; }).join('\n') === faults.map(function (f) { return f.named; }).join('\n')) return;
    problems.removeAttribute('role'); // what changes in an alert is read out at once
    for (var i = 0; i < Math.max(items.length, faults.length); i++) {
      var item = items[i] || items[0].parentNode.appendChild(items[0].cloneNode(true));
      item.hidden = i >= faults.length;
      if (!item.hidden) item.firstElementChild.textContent = faults[i].named;
    }
    if (!field) return;
    at.label = at.label || at.firstElementChild;
    at.replaceChildren.apply(at, faults.length ? [at.label, faults.map(function (f) { return f.bare; }).join('\n')] : []);
    at.hidden = !faults.length;
    field.classList.toggle('invalid', faults.length > 0);
    field.querySelectorAll('[aria-invalid]').forEach(function (e) { e.setAttribute('aria-invalid', String(faults.length > 0)); });
  }

  function send(button) {
    button.form.inert = false;
    button.form.requestSubmit(button);
  }

  function fail(pane) { say(pane, [pane.querySelector('[data-part=words]').dataset.failed]); }

  box.addEventListener('input', function (event) {
    clearTimeout(timer);
    if (event.target.name !== 'live') {
      timer = setTimeout(ask, 400);
      return;
    }
    box.querySelectorAll('[data-pane]').forEach(function (pane) { pane.hidden = pane.dataset.pane !== event.target.value; });
    ask();
  });
  // What is typed while the form is being changed would be lost.
  box.addEventListener('htmx:before:request', function (event) { if (event.target.form) event.target.form.inert = true; });
  box.addEventListener('htmx:after:request', function (event) {
    var answer = event.detail.ctx.response.raw;
    // An answer from another address is that of a login which has ended.
    if (!event.target.matches('[data-pane]')) return;
    if (answer.redirected) fail(event.target);
    else show(event.target, event.detail.ctx.text, answer.ok);
  });
  box.addEventListener('htmx:before:swap', function (event) {
    var task = event.detail.tasks[0], button = event.detail.ctx.sourceElement;
    if (!button.form || task && task.fragment.firstElementChild) return;
    event.preventDefault();
    send(button);
  });
  box.addEventListener('htmx:after:swap', function (event) { if (!event.target.matches('[data-pane]')) ask(); });
  box.addEventListener('htmx:error', function (event) {
    var at = event.target;
    if (at.matches('[data-pane]')) fail(at);
    else if (at.form) send(at);
  });

  // What is hidden has nothing in it yet. htmx listens from its own first timer on.
  if (live.hidden) setTimeout(folds ? function () { live.open = matchMedia('(min-width: 1100px)').matches; } : ask);
  live.hidden = false;
  live.addEventListener('toggle', ask);
})();
