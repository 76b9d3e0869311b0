#pragma once

#include <memory>
#include <optional>
#include <utility>

namespace tandem {

// An optional that takes one pointer while it is empty: for large members that hardly anybody has, so that
// all others need not be as large. Otherwise like std::optional; a copy is deep.
template <class T>
class Rare
{
public:
    using value_type = T;

    Rare() = default;
    Rare(std::nullopt_t) {}
    Rare(T value) : value_(std::make_unique<T>(std::move(value))) {}
    Rare(const Rare& other) : value_(other ? std::make_unique<T>(*other) : nullptr) {}
    Rare(Rare&&) noexcept = default;
    Rare& operator=(const Rare& other)
    {
        if (this != &other) value_ = other ? std::make_unique<T>(*other) : nullptr;
        return *this;
    }
    Rare& operator=(Rare&&) noexcept = default;
    ~Rare() = default;

    [[nodiscard]] explicit operator bool() const noexcept { return value_ != nullptr; }
    [[nodiscard]] bool has_value() const noexcept { return value_ != nullptr; }
    [[nodiscard]] T& operator*() noexcept { return *value_; }
    [[nodiscard]] const T& operator*() const noexcept { return *value_; }
    [[nodiscard]] T* operator->() noexcept { return value_.get(); }
    [[nodiscard]] const T* operator->() const noexcept { return value_.get(); }

    // Throws std::bad_optional_access when empty.
    [[nodiscard]] const T& value() const
    {
        if (!value_) throw std::bad_optional_access();
        return *value_;
    }

    T& emplace()
    {
        value_ = std::make_unique<T>();
        return *value_;
    }
    void reset() noexcept { value_.reset(); }

    friend bool operator==(const Rare& a, const Rare& b)
    {
        return a.has_value() == b.has_value() && (!a || *a == *b);
    }

private:
    std::unique_ptr<T> value_;
};

} // namespace tandem
