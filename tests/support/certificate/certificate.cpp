#include "tests/support/certificate/certificate.hpp"

#include <cstdio>
#include <memory>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <stdexcept>

namespace tandem::testing {

namespace {

template <auto Free>
struct Deleter
{
    void operator()(auto* object) const { Free(object); }
};

using Key = std::unique_ptr<EVP_PKEY, Deleter<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Deleter<X509_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, Deleter<X509_EXTENSION_free>>;
using File = std::unique_ptr<std::FILE, Deleter<std::fclose>>;

void require(bool good)
{
    if (!good) throw std::runtime_error("cannot make a certificate");
}

} // namespace

void make_certificate(
    const std::string& name, const std::string& certificate_file, const std::string& key_file
)
{
    const Key key(EVP_EC_gen("P-256"));
    const Certificate certificate(X509_new());
    require(key && certificate);
    X509_set_version(certificate.get(), 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -60);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
    X509_set_pubkey(certificate.get(), key.get());

    X509_NAME* subject = X509_get_subject_name(certificate.get());
    const std::string common = "Tandem test";
    X509_NAME_add_entry_by_txt(
        subject, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>(common.c_str()), -1, -1, 0
    );
    X509_set_issuer_name(certificate.get(), subject);
    const std::string names = "DNS:" + name;
    const Extension extension(X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, names.c_str()));
    require(extension && X509_add_ext(certificate.get(), extension.get(), -1) == 1);
    require(X509_sign(certificate.get(), key.get(), EVP_sha256()) > 0);

    const File certificate_out(std::fopen(certificate_file.c_str(), "w"));
    const File key_out(std::fopen(key_file.c_str(), "w"));
    require(certificate_out && key_out);
    require(PEM_write_X509(certificate_out.get(), certificate.get()) == 1);
    require(PEM_write_PrivateKey(key_out.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) == 1);
}

} // namespace tandem::testing
