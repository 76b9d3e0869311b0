#pragma once

#include <QUrl>
#include <QWidget>

class QCheckBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace tandem::console {

class MessageBar;
class Settings;
class Theme;

// Server, login, password. What goes wrong is said in a bar above the fields, which keep what was typed.
class SignInView final : public QWidget
{
    Q_OBJECT

public:
    // Both must outlive the view.
    SignInView(Settings& settings, const Theme& theme, QWidget* parent = nullptr);

    void setBusy(bool busy);
    void showError(const QString& message);
    [[nodiscard]] bool remember() const;

Q_SIGNALS:
    void signInRequested(const QUrl& server, const QString& login, const QString& password);

protected:
    void showEvent(QShowEvent* event) override;

private:
    void submit();

    const Theme& m_theme;
    MessageBar* m_error;
    QLineEdit* m_server;
    QLineEdit* m_login;
    QLineEdit* m_password;
    QCheckBox* m_remember;
    QPushButton* m_submit;
};

// "desk.example:8080" as the WebSocket address of that server; an empty URL when it is none.
[[nodiscard]] QUrl serverUrl(const QString& typed);

} // namespace tandem::console
