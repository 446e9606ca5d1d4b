    (function () {
      'use strict';
      var buttons = Array.prototype.slice.call(document.querySelectorAll('.nav-button'));
      function panelOf(button) { return document.getElementById(button.getAttribute('aria-controls')); }
      function close(button) {
        button.setAttribute('aria-expanded', 'false');
        var panel = panelOf(button);
        if (panel) { panel.hidden = true; }
      }
      function open(button) {
        buttons.forEach(close);
        button.setAttribute('aria-expanded', 'true');
        var panel = panelOf(button);
        if (panel) { panel.hidden = false; }
      }
      buttons.forEach(function (button) {
        button.addEventListener('click', function () {
          if (button.getAttribute('aria-expanded') === 'true') { close(button); } else { open(button); }
        });
      });
      document.addEventListener('keydown', function (event) {
        if (event.key === 'Escape') { buttons.forEach(close); }
      });
      document.addEventListener('click', function (event) {
        if (!event.target.closest || !event.target.closest('.site-nav')) { buttons.forEach(close); }
      });
      var notice = document.querySelector('.notice');
      var count = document.querySelector('.notice-count');
      if (notice && count) {
        count.addEventListener('click', function () {
          var body = notice.querySelector('.notice-body');
          body.hidden = !body.hidden;
        });
      }
      var rows = document.querySelectorAll('.hit');
      var filter = document.getElementById('filterfalt');
      if (filter && rows.length) {
        filter.addEventListener('input', function () {
          var wanted = filter.value.toLowerCase();
          Array.prototype.forEach.call(rows, function (row) {
            row.hidden = wanted !== '' && row.textContent.toLowerCase().indexOf(wanted) === -1;
          });
        });
      }
    }());
