#include "backend/bot/flows/wordings.hpp"

namespace tandem::bot {

const Wordings& wordings(std::string_view language)
{
    static const Wordings english{
        .done = "Done.",
        .left_as_it_is = "All right, nothing has been changed.",
        .given_up = "All right, we leave it there. If there is anything else, just write.",
        .yes_or_no = "Please answer with “yes” or “no”, so that there is no misunderstanding.",
        .yes_and_no = "I have read a yes and a no, and I am not sure what has been done by now. A "
                      "colleague looks after it.",
        .failed =
            "Our system does not answer as it should, so I could not do this. A colleague takes over.",
        .unconfirmed = "Our system did not answer in time, so I cannot tell whether it has been done. "
                       "Please do not try again: "
                       "a colleague checks it and tells you.",
        .not_found = "I still cannot find it. A colleague looks for it together with you.",
        .not_understood = "I am afraid I do not understand. A colleague takes over.",
    };
    static const Wordings german{
        .done = "Erledigt.",
        .left_as_it_is = "In Ordnung, es bleibt alles, wie es ist.",
        .given_up = "In Ordnung, wir lassen es dabei. Wenn noch etwas ist, schreiben Sie einfach.",
        .yes_or_no = "Bitte antworten Sie mit „ja“ oder „nein“, damit es kein Missverständnis gibt.",
        .yes_and_no = "Ich habe ein Ja und ein Nein gelesen und bin nicht sicher, was schon geschehen ist. "
                      "Das klärt jetzt eine "
                      "Kollegin oder ein Kollege.",
        .failed = "Unser System antwortet nicht, wie es soll, deshalb ging das nicht. Eine Kollegin oder "
                  "ein Kollege übernimmt.",
        .unconfirmed = "Unser System hat nicht rechtzeitig geantwortet, deshalb weiß ich nicht, ob es "
                       "ausgeführt wurde. Bitte "
                       "versuchen Sie es nicht noch einmal: Eine Kollegin oder ein Kollege prüft es und "
                       "sagt Ihnen Bescheid.",
        .not_found =
            "Ich finde es weiterhin nicht. Eine Kollegin oder ein Kollege sucht mit Ihnen zusammen.",
        .not_understood = "Das verstehe ich leider nicht. Eine Kollegin oder ein Kollege übernimmt.",
    };
    return language.starts_with("de") ? german : english;
}

} // namespace tandem::bot
