#pragma once

#include <chrono>
#include <expected>
#include <filesystem>
#include <string>

namespace tandem::bot {

// The text of a PDF file as UTF-8, by the program `pdftotext` (Debian: poppler-utils; run as a program,
// because its library is GPL). At most `limit` bytes and `patience`; the program is killed when it needs
// more. The error is a sentence for the operator. Blocking.
[[nodiscard]] std::expected<std::string, std::string>
pdf_text(const std::filesystem::path& file, std::size_t limit, std::chrono::milliseconds patience);

} // namespace tandem::bot
