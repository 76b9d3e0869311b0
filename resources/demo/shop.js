// The demonstration shop: two ways into the chat, and a basket that lives as long as the browser tab.
(() => {
  'use strict';

  const BASKET_KEY = 'lumen-basket';

  const byId = (id) => document.getElementById(id);
  const euros = (amount) => '€' + amount.toFixed(2);

  // --- chat

  for (const button of document.querySelectorAll('[data-ask]')) {
    button.addEventListener('click', () => {
      window.tandem('open');
      window.tandem('send', button.dataset.ask);
    });
  }
  for (const button of document.querySelectorAll('[data-contact]')) {
    button.addEventListener('click', () => window.tandem('open'));
  }

  // --- basket: a list of { name, price, count }

  const loadBasket = () => {
    try {
      return JSON.parse(sessionStorage.getItem(BASKET_KEY)) ?? [];
    } catch {
      return [];
    }
  };

  const saveBasket = (basket) => {
    try {
      sessionStorage.setItem(BASKET_KEY, JSON.stringify(basket));
    } catch {
      // Storage is off: the basket then lasts until the next page.
    }
  };

  let basket = loadBasket();

  const basketRow = (item) => {
    const row = document.createElement('li');
    const name = document.createElement('span');
    const price = document.createElement('span');
    name.textContent = `${item.count} × ${item.name}`;
    price.textContent = euros(item.count * item.price);
    row.append(name, price);
    return row;
  };

  const showBasket = () => {
    const count = basket.reduce((sum, item) => sum + item.count, 0);
    const total = basket.reduce((sum, item) => sum + item.count * item.price, 0);
    byId('basket-count').textContent = count;
    byId('basket-lines').replaceChildren(...basket.map(basketRow));
    byId('basket-total').textContent = euros(total);
    byId('basket-filled').hidden = count === 0;
    byId('basket-clear').hidden = count === 0;
    byId('basket-empty').hidden = count > 0;
  };

  const changeBasket = (next) => {
    basket = next;
    saveBasket(basket);
    showBasket();
  };

  for (const button of document.querySelectorAll('[data-product]')) {
    button.addEventListener('click', () => {
      const name = button.dataset.product;
      const known = basket.find((item) => item.name === name) ?? { name, price: Number(button.dataset.price), count: 0 };
      const others = basket.filter((item) => item.name !== name);
      changeBasket([...others, { ...known, count: known.count + 1 }]);
      byId('notice').textContent = `${name} is in your basket.`;
    });
  }

  byId('basket-open').addEventListener('click', () => byId('basket').showModal());
  byId('basket-clear').addEventListener('click', () => changeBasket([]));
  showBasket();
})();
