#pragma once

#include <string>

namespace tandem::testing {

// Makes a key and a certificate for `name` signed by itself, valid for an hour, and writes both as PEM.
void make_certificate(
    const std::string& name, const std::string& certificate_file, const std::string& key_file
);

} // namespace tandem::testing
