#include "backend/bot/knowledge/terms.hpp"

#include <algorithm>
#include <array>
#include <unordered_map>
#include <unordered_set>

// The word lists of the search. Words are normalised as words() gives them: "für" is "fur", "don't" is
// "dont".

namespace tandem::bot {
namespace {

// clang-format off
constexpr auto stop_words = std::to_array<std::string_view>({
    // English
    "a", "about", "all", "also", "am", "an", "and", "any", "anybody", "anyone", "anything", "are", "arent", "as", "at", "be",
    "been", "being", "but", "by", "can", "cannot", "cant", "could", "couldnt", "did", "didnt", "do", "does", "doesnt",
    "doing", "done", "dont", "etc", "ever", "for", "from", "get", "gets", "getting", "go", "going", "gonna", "got", "had",
    "has", "hasnt", "have", "havent", "having", "he", "hello", "help", "her", "here", "hey", "hi", "him", "his", "how",
    "however", "i", "id", "if", "ill", "im", "in", "into", "is", "isnt", "it", "its", "ive", "just", "kindly", "know",
    "let", "like", "may", "maybe", "me", "might", "mine", "must", "my", "myself", "need", "needs", "now", "of", "off", "ok",
    "okay", "on", "one", "onto", "or", "our", "ours", "out", "please", "pls", "plz", "possible", "question", "really",
    "say", "says", "shall", "she", "should", "so", "some", "somebody", "someone", "something", "still", "tell", "than",
    "thank", "thanks", "that", "thats", "the", "their", "them", "then", "there", "theres", "these", "they", "thing",
    "this", "those", "to", "too", "u", "ur", "us", "use", "very", "via", "want", "wanted", "wants", "wanna", "was",
    "wasnt", "way", "we", "well", "were", "weve", "what", "whats", "which", "who", "whom", "will", "with", "wont", "would",
    "wouldnt", "yes", "yet", "you", "your", "youre", "yours", "s", "t", "re", "ve", "ll", "d", "m",
    // German
    "aber", "alle", "als", "an", "auch", "auf", "aus", "bei", "beim", "bin", "bis", "bitte", "da", "danke", "das", "dass",
    "dem", "den", "denn", "der", "des", "die", "dies", "diese", "diesen", "dieser", "dieses", "doch", "du", "durch",
    "ein", "eine", "einem", "einen", "einer", "eines", "er", "es", "etwas", "euch", "euer", "eure", "fur", "fuer", "gerne",
    "gibt", "hab", "habe", "haben", "habt", "hallo", "hat", "hatte", "ich", "ihr", "ihre", "ihrem", "ihren", "ihrer", "im",
    "ist", "ja", "jetzt", "kann", "kannst", "kein", "keine", "konnen", "koennen", "mal", "man", "mein", "meine", "meinem",
    "meinen", "meiner", "mich", "mir", "mit", "mochte", "moechte", "muss", "nach", "noch", "nun", "nur", "oder", "sehr",
    "sein", "seine", "sich", "sie", "sind", "so", "soll", "uber", "ueber", "um", "und", "uns", "unser", "unter", "vom",
    "von", "vor", "war", "was", "wenn", "wer", "werde", "werden", "wie", "will", "wir", "wird", "wo", "wurde", "zu", "zum",
    "zur", "guten", "tag", "frage",
});

// Each group means nearly the same to a customer of a shop. Whole words; they are stemmed on first use.
constexpr auto synonym_groups = std::to_array<std::string_view>({
    "parcel package packet delivery shipment paket sendung lieferung",
    "ship shipping deliver delivery postage send versand liefern dispatch",
    "arrive arrived come came deliver received ankommen angekommen",
    "refund reimburse reimbursement moneyback erstattung ruckerstattung",
    "return returns retoure rucksendung zuruckschicken zurucksenden ruckgabe zuruckgeben",
    "cost costs price fee charge much expensive kosten kostet gebuhr preis versandkosten",
    "cancel cancellation stornieren storno abbestellen revoke",
    "order purchase bestellung bought buy bestellt",
    "broken damaged cracked shattered smashed scratched dented kaputt beschadigt defekt",
    "faulty defective broken dead malfunction stopped defekt",
    "warranty guarantee garantie gewahrleistung",
    "invoice receipt bill rechnung",
    "voucher coupon promo discount code gutschein rabatt",
    "giftcard geschenkkarte",
    "password passwort kennwort login",
    "account profile konto kundenkonto",
    "delete erase remove close loschen",
    "change modify edit update amend andern correct",
    "address adresse lieferadresse anschrift",
    "pay payment paid bezahlen zahlen zahlung",
    "card creditcard visa mastercard kreditkarte karte",
    "late delayed overdue stuck verspatet",
    "lost missing disappeared vanished verloren",
    "track tracking trace whereabouts verfolgen sendungsverfolgung",
    "human person agent operator representative mitarbeiter mensch",
    "hours open opening closed times offnungszeiten",
    "exchange swap umtauschen umtausch replace",
    "store showroom shop laden geschaft",
    "xmas christmas weihnachten holiday",
    "courier carrier driver postman dhl",
    "fraud fraudulent scam unauthorised unauthorized betrug",
    "subscribe unsubscribe newsletter",
    "quickly fast express urgent overnight tomorrow nextday",
    "lawyer attorney solicitor legal sue court anwalt",
    "flicker flickers blink blinking flackern",
    "wash clean cleaning stain stains washing laundry waschen",
    "mail email",
    "stolen theft thief gestohlen",
    "neighbour neighbor",
    "bulb bulbs lightbulb gluhbirne leuchtmittel",
    "lamp light lighting lampe leuchte",
    "country countries abroad international overseas land ausland",
    "telephone phone call telefon anrufen",
    "wrong incorrect different falsch",
    "size sizes dimension dimensions measurements grosse",
    "long duration days lange dauert",
    "swiss switzerland schweiz",
    "british britain uk england kingdom",
});
// clang-format on

using Groups = std::unordered_map<std::string, std::vector<std::string>>;

Groups build_groups()
{
    Groups by_stem;
    for (const auto line : synonym_groups) {
        std::vector<std::string> group;
        for (const auto& word : words(line)) {
            for (const std::string_view locale : {"en", "de"}) {
                auto stemmed = stem(word, locale);
                if (std::ranges::find(group, stemmed) == group.end()) group.push_back(std::move(stemmed));
            }
        }
        for (const auto& member : group) {
            for (const auto& other : group) {
                if (other != member) by_stem[member].push_back(other);
            }
        }
    }
    return by_stem;
}

} // namespace

bool is_stop_word(std::string_view word)
{
    static const std::unordered_set<std::string_view> set(stop_words.begin(), stop_words.end());
    return set.contains(word);
}

std::vector<std::string> synonyms(std::string_view stemmed)
{
    static const Groups groups = build_groups();
    const auto found = groups.find(std::string(stemmed));
    return found == groups.end() ? std::vector<std::string>{} : found->second;
}

} // namespace tandem::bot
