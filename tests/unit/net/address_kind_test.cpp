#include "backend/net/address_kind.hpp"

#include <QTest>

// H-50: what is not the public internet, in every spelling that ends up as an address.

class AddressKindTest : public QObject
{
    Q_OBJECT

private slots:
    void only_the_public_internet_is_public_data()
    {
        QTest::addColumn<bool>("is_public");
        for (const char* address :
             {"8.8.8.8",
              "1.1.1.1",
              "9.255.255.255",
              "11.0.0.1",
              "100.63.255.255",
              "100.128.0.1",
              "172.15.0.1",
              "172.32.0.1",
              "192.167.0.1",
              "198.17.255.255",
              "223.255.255.254",
              "2606:4700::1111",
              "2a00:1450:4001::5",
              "::ffff:8.8.8.8",
              "64:ff9b::808:808",
              "2002:808:808::1"})
            QTest::addRow("%s", address) << true;
        for (const char* address :
             {"0.0.0.0",
              "10.0.0.1",
              "100.64.0.1",
              "100.127.255.255",
              "127.0.0.1",
              "127.255.255.254",
              "169.254.169.254",
              "172.16.0.1",
              "172.31.255.255",
              "192.0.0.1",
              "192.0.2.1",
              "192.88.99.1",
              "192.168.1.1",
              "198.18.0.1",
              "198.19.255.255",
              "198.51.100.7",
              "203.0.113.9",
              "224.0.0.1",
              "239.255.255.255",
              "240.0.0.1",
              "255.255.255.255",
              "::",
              "::1",
              "::127.0.0.1",
              "::ffff:10.0.0.1",
              "::ffff:127.0.0.1",
              "64:ff9b::7f00:1",
              "64:ff9b::a00:1",
              "2002:7f00:1::",
              "2002:c0a8:101::1",
              "2001::1",
              "2001:db8::1",
              "fc00::1",
              "fd12:3456::1",
              "fe80::1",
              "fec0::1",
              "ff02::1",
              "100::1",
              "2001:10::1",
              "4000::1"})
            QTest::addRow("%s", address) << false;
    }

    void only_the_public_internet_is_public()
    {
        QFETCH(bool, is_public);
        const auto address = boost::asio::ip::make_address(QTest::currentDataTag());
        QCOMPARE(tandem::net::is_public(address), is_public);
    }
};

QTEST_APPLESS_MAIN(AddressKindTest)
#include "address_kind_test.moc"
