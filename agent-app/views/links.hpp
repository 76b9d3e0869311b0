#pragma once

#include <QString>
#include <QUrl>

namespace tandem::console {

// What may be opened from foreign text: https and mailto, with a host or an address, without a user name in
// front of the host ("https://bank.example@evil.example"). Anything else gives an empty URL.
[[nodiscard]] QUrl openableLink(const QString& target);

// What to show a person before it is opened: the host alone, in the form that shows foreign letters as they
// are sent (xn--…), or the address of a mailto.
[[nodiscard]] QString hostToShow(const QUrl& url);

} // namespace tandem::console
