<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>Actions</name>
    <message>
        <source>&amp;Accept</source>
        <translation>&amp;Annehmen</translation>
    </message>
    <message>
        <source>&amp;Take over</source>
        <translation>Über&amp;nehmen</translation>
    </message>
    <message>
        <source>Write a &amp;reply</source>
        <translation>Antwo&amp;rt schreiben</translation>
    </message>
    <message>
        <source>Write a &amp;note</source>
        <translation>N&amp;otiz schreiben</translation>
    </message>
    <message>
        <source>&amp;Hand back to the bot</source>
        <translation>An den Bot &amp;zurückgeben</translation>
    </message>
    <message>
        <source>Transfer …</source>
        <translation>Weiterleiten …</translation>
    </message>
    <message>
        <source>R&amp;esolve, and go to the next</source>
        <translation>&amp;Erledigen und zum nächsten</translation>
    </message>
    <message>
        <source>Resolve without asking for a rating</source>
        <translation>Erledigen, ohne um eine Bewertung zu bitten</translation>
    </message>
    <message>
        <source>&amp;Send</source>
        <translation>&amp;Senden</translation>
    </message>
    <message>
        <source>&amp;Canned replies …</source>
        <translation>&amp;Textbausteine …</translation>
    </message>
    <message>
        <source>Save the text as a canned reply</source>
        <translation>Den Text als Baustein speichern</translation>
    </message>
    <message>
        <source>Forget a canned reply …</source>
        <translation>Einen Baustein löschen …</translation>
    </message>
    <message>
        <source>&amp;Find here</source>
        <translation>Hier &amp;suchen</translation>
    </message>
    <message>
        <source>Open the first of mine</source>
        <translation>Mein erstes öffnen</translation>
    </message>
    <message>
        <source>Open the second of mine</source>
        <translation>Mein zweites öffnen</translation>
    </message>
    <message>
        <source>Open the third of mine</source>
        <translation>Mein drittes öffnen</translation>
    </message>
    <message>
        <source>Open the fourth of mine</source>
        <translation>Mein viertes öffnen</translation>
    </message>
    <message>
        <source>Open the fifth of mine</source>
        <translation>Mein fünftes öffnen</translation>
    </message>
    <message>
        <source>Open the sixth of mine</source>
        <translation>Mein sechstes öffnen</translation>
    </message>
    <message>
        <source>Open the seventh of mine</source>
        <translation>Mein siebtes öffnen</translation>
    </message>
    <message>
        <source>Open the eighth of mine</source>
        <translation>Mein achtes öffnen</translation>
    </message>
    <message>
        <source>Open the ninth of mine</source>
        <translation>Mein neuntes öffnen</translation>
    </message>
    <message>
        <source>Next pane</source>
        <translation>Nächster Bereich</translation>
    </message>
    <message>
        <source>Previous pane</source>
        <translation>Voriger Bereich</translation>
    </message>
    <message>
        <source>Show the &amp;context column</source>
        <translation>&amp;Kontextspalte zeigen</translation>
    </message>
    <message>
        <source>Sort the bot&apos;s conversations by activity</source>
        <translation>Gespräche des Bots nach Aktivität ordnen</translation>
    </message>
    <message>
        <source>Find a conversation …</source>
        <translation>Ein Gespräch suchen …</translation>
    </message>
    <message>
        <source>&amp;Do something …</source>
        <translation>Etwas &amp;tun …</translation>
    </message>
    <message>
        <source>All &amp;keys …</source>
        <translation>Alle &amp;Tasten …</translation>
    </message>
    <message>
        <source>Try sound and notification</source>
        <translation>Ton und Benachrichtigung probieren</translation>
    </message>
    <message>
        <source>Sign &amp;out</source>
        <translation>&amp;Abmelden</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;Beenden</translation>
    </message>
</context>
<context>
    <name>QObject</name>
    <message>
        <source>Show message %1</source>
        <translation>Nachricht %1 zeigen</translation>
    </message>
    <message>
        <source>%L1 % sure</source>
        <translation>%L1 % sicher</translation>
    </message>
</context>
<context>
    <name>tandem::console::ActionCollection</name>
    <message>
        <source>Conversation</source>
        <translation>Gespräch</translation>
    </message>
    <message>
        <source>Window</source>
        <translation>Fenster</translation>
    </message>
    <message>
        <source>Application</source>
        <translation>Anwendung</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <comment>action and key</comment>
        <translation>%1 (%2)</translation>
    </message>
</context>
<context>
    <name>tandem::console::CommandPalette</name>
    <message>
        <source>Do something</source>
        <translation>Etwas tun</translation>
    </message>
    <message>
        <source>What to do</source>
        <translation>Was zu tun ist</translation>
    </message>
    <message>
        <source>What can be done</source>
        <translation>Was getan werden kann</translation>
    </message>
</context>
<context>
    <name>tandem::console::Composer</name>
    <message>
        <source>Reply</source>
        <translation>Antwort</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Notiz</translation>
    </message>
    <message>
        <source>Write a reply to the customer</source>
        <translation>Dem Kunden antworten</translation>
    </message>
    <message>
        <source>Write a note for the team</source>
        <translation>Eine Notiz für das Team schreiben</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>Senden</translation>
    </message>
    <message>
        <source>Only the team sees notes.</source>
        <translation>Notizen sieht nur das Team.</translation>
    </message>
    <message>
        <source>%1 has this conversation. Only the team sees your note.</source>
        <translation>%1 hat dieses Gespräch. Deine Notiz sieht nur das Team.</translation>
    </message>
    <message>
        <source>The bot has this conversation. Take over to reply.</source>
        <translation>Der Bot führt dieses Gespräch. Übernimm es, um zu antworten.</translation>
    </message>
    <message>
        <source>Accept it to reply.</source>
        <translation>Nimm es an, um zu antworten.</translation>
    </message>
    <message>
        <source>To %1</source>
        <translation>An %1</translation>
    </message>
    <message>
        <source>Write a reply</source>
        <translation>Antwort schreiben</translation>
    </message>
    <message>
        <source>Note for the team</source>
        <translation>Notiz für das Team</translation>
    </message>
    <message>
        <source>Reply to the customer</source>
        <translation>Antwort an den Kunden</translation>
    </message>
    <message>
        <source>Add note</source>
        <translation>Notiz speichern</translation>
    </message>
    <message numerus="yes">
        <source>%Ln character(s) too long</source>
        <translation>
            <numerusform>%Ln Zeichen zu lang</numerusform>
            <numerusform>%Ln Zeichen zu lang</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln character(s) left</source>
        <translation>
            <numerusform>noch %Ln Zeichen</numerusform>
            <numerusform>noch %Ln Zeichen</numerusform>
        </translation>
    </message>
    <message>
        <source>Tab takes the bot&apos;s unsent words</source>
        <translation>Tab übernimmt, was der Bot noch sagen wollte</translation>
    </message>
    <message>
        <source>Enter sends, Shift+Enter breaks the line</source>
        <translation>Enter sendet, Umschalt+Enter bricht die Zeile um</translation>
    </message>
</context>
<context>
    <name>tandem::console::ConnectionBadge</name>
    <message>
        <source>Signed out</source>
        <translation>Abgemeldet</translation>
    </message>
    <message>
        <source>Connecting</source>
        <translation>Verbinde</translation>
    </message>
    <message>
        <source>Live</source>
        <translation>Live</translation>
    </message>
    <message>
        <source>Catching up</source>
        <translation>Holt auf</translation>
    </message>
    <message>
        <source>Offline since %1</source>
        <translation>Offline seit %1</translation>
    </message>
    <message>
        <source>Sign in to see conversations.</source>
        <translation>Melde dich an, um Gespräche zu sehen.</translation>
    </message>
    <message>
        <source>What you see comes from this computer until the server answers.</source>
        <translation>Was du siehst, kommt von diesem Rechner, bis der Server antwortet.</translation>
    </message>
    <message>
        <source>What you see is what is.</source>
        <translation>Du siehst den aktuellen Stand.</translation>
    </message>
    <message>
        <source>Connected again. What was missed is on its way.</source>
        <translation>Wieder verbunden. Was gefehlt hat, ist unterwegs.</translation>
    </message>
    <message>
        <source>Reading and writing go on: replies and notes are sent once, when the connection is back. Accepting, taking over and resolving wait until then.</source>
        <translation>Lesen und Schreiben gehen weiter: Antworten und Notizen werden einmal gesendet, sobald die Verbindung wieder da ist. Annehmen, Übernehmen und Erledigen warten bis dahin.</translation>
    </message>
    <message>
        <source>Connection: %1</source>
        <translation>Verbindung: %1</translation>
    </message>
</context>
<context>
    <name>tandem::console::ContextPanel</name>
    <message>
        <source>About this conversation</source>
        <translation>Zu diesem Gespräch</translation>
    </message>
    <message>
        <source>Context</source>
        <translation>Kontext</translation>
    </message>
    <message>
        <source>Open a conversation, and why it came, what was tried and who it is stand here.</source>
        <translation>Öffne ein Gespräch; dann steht hier, warum es kam, was versucht wurde und wer es ist.</translation>
    </message>
    <message>
        <source>Why this is here</source>
        <translation>Warum es hier ist</translation>
    </message>
    <message>
        <source>Nobody has handed it over. When you take over (%1), what the customer wants, what was tried and the facts stand here, each with the messages it rests on.</source>
        <translation>Niemand hat es übergeben. Wenn du übernimmst (%1), steht hier, was der Kunde möchte, was versucht wurde und was bekannt ist, jeweils mit den Nachrichten, auf denen es beruht.</translation>
    </message>
    <message>
        <source>What they want</source>
        <translation>Was gewünscht wird</translation>
    </message>
    <message>
        <source>The bot could not sum it up. The conversation stands beside.</source>
        <translation>Der Bot konnte es nicht zusammenfassen. Das Gespräch steht daneben.</translation>
    </message>
    <message>
        <source>Still open</source>
        <translation>Noch offen</translation>
    </message>
    <message>
        <source>Mood</source>
        <translation>Stimmung</translation>
    </message>
    <message>
        <source>Intent</source>
        <translation>Anliegen</translation>
    </message>
    <message>
        <source>Not recognised.</source>
        <translation>Nicht erkannt.</translation>
    </message>
    <message>
        <source>Read from</source>
        <translation>Gelesen aus</translation>
    </message>
    <message>
        <source>%1 %L2 %</source>
        <comment>intent and confidence</comment>
        <translation>%1 %L2 %</translation>
    </message>
    <message>
        <source>Or: %1</source>
        <translation>Oder: %1</translation>
    </message>
    <message>
        <source>What was tried</source>
        <translation>Was versucht wurde</translation>
    </message>
    <message>
        <source>The bot had not answered before.</source>
        <translation>Der Bot hatte noch nicht geantwortet.</translation>
    </message>
    <message>
        <source>from: %1</source>
        <translation>aus: %1</translation>
    </message>
    <message>
        <source>Facts</source>
        <translation>Angaben</translation>
    </message>
    <message>
        <source>Customer</source>
        <translation>Kunde</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>E-mail</source>
        <translation>E-Mail</translation>
    </message>
    <message>
        <source>Identity</source>
        <translation>Identität</translation>
    </message>
    <message>
        <source>verified by the shop</source>
        <translation>vom Shop bestätigt</translation>
    </message>
    <message>
        <source>as claimed, not verified</source>
        <translation>nach eigener Angabe</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>Page</source>
        <translation>Seite</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Adresse</translation>
    </message>
    <message>
        <source>Earlier conversations</source>
        <translation>Frühere Gespräche</translation>
    </message>
    <message>
        <source>None. Earlier ones stand here when the customer comes back.</source>
        <translation>Keine. Kommt der Kunde wieder, stehen frühere hier.</translation>
    </message>
    <message>
        <source>%1 · %2</source>
        <comment>when and how it ended</comment>
        <translation>%1 · %2</translation>
    </message>
    <message>
        <source>Open the conversation of %1</source>
        <translation>Gespräch vom %1 öffnen</translation>
    </message>
</context>
<context>
    <name>tandem::console::ConversationHeader</name>
    <message>
        <source>Transfer</source>
        <translation>Weiterleiten</translation>
    </message>
    <message>
        <source>Hand back</source>
        <translation>Zurückgeben</translation>
    </message>
    <message>
        <source>Resolve</source>
        <translation>Erledigen</translation>
    </message>
    <message>
        <source>Take over</source>
        <translation>Übernehmen</translation>
    </message>
    <message>
        <source>Accept</source>
        <translation>Annehmen</translation>
    </message>
    <message>
        <source>All actions</source>
        <translation>Alle Aktionen</translation>
    </message>
    <message>
        <source>All actions of this conversation</source>
        <translation>Alle Aktionen dieses Gesprächs</translation>
    </message>
    <message>
        <source>With you</source>
        <translation>Bei dir</translation>
    </message>
    <message>
        <source>from the copy on this computer</source>
        <translation>aus der Kopie auf diesem Rechner</translation>
    </message>
    <message>
        <source>Customer is typing…</source>
        <translation>Kunde schreibt…</translation>
    </message>
</context>
<context>
    <name>tandem::console::ConversationList</name>
    <message>
        <source>Nobody is waiting</source>
        <translation>Niemand wartet</translation>
    </message>
    <message>
        <source>You have no conversation</source>
        <translation>Du hast kein Gespräch</translation>
    </message>
    <message>
        <source>The bot talks to nobody now</source>
        <translation>Der Bot spricht gerade mit niemandem</translation>
    </message>
    <message>
        <source>Your colleagues are free</source>
        <translation>Deine Kollegen sind frei</translation>
    </message>
    <message numerus="yes">
        <source>%Ln new</source>
        <comment>conversations that wait to be shown</comment>
        <translation>
            <numerusform>%Ln neu</numerusform>
            <numerusform>%Ln neu</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln new</source>
        <translation>
            <numerusform>%Ln neu</numerusform>
            <numerusform>%Ln neu</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln held</source>
        <translation>
            <numerusform>%Ln wartet</numerusform>
            <numerusform>%Ln warten</numerusform>
        </translation>
    </message>
    <message>
        <source>Draft</source>
        <translation>Entwurf</translation>
    </message>
    <message>
        <source> · too long</source>
        <translation> · zu lange</translation>
    </message>
    <message>
        <source> · long</source>
        <translation> · lange</translation>
    </message>
    <message>
        <source>Bot is answering…</source>
        <translation>Bot antwortet…</translation>
    </message>
    <message>
        <source>Bot: %1</source>
        <translation>Bot: %1</translation>
    </message>
    <message>
        <source>You: %1</source>
        <translation>Du: %1</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>speaker and text</comment>
        <translation>%1: %2</translation>
    </message>
</context>
<context>
    <name>tandem::console::ConversationListModel</name>
    <message numerus="yes">
        <source>%1: %n new conversation(s) to show</source>
        <translation>
            <numerusform>%1: %n neues Gespräch zu zeigen</numerusform>
            <numerusform>%1: %n neue Gespräche zu zeigen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1: %n conversation(s)</source>
        <translation>
            <numerusform>%1: %n Gespräch</numerusform>
            <numerusform>%1: %n Gespräche</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tandem::console::ConversationListView</name>
    <message>
        <source>Conversations</source>
        <translation>Gespräche</translation>
    </message>
</context>
<context>
    <name>tandem::console::ConversationPane</name>
    <message>
        <source>Loading …</source>
        <translation>Lädt …</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Send anyway</source>
        <translation>Trotzdem senden</translation>
    </message>
    <message>
        <source>Keep as a note</source>
        <translation>Als Notiz behalten</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>Verwerfen</translation>
    </message>
    <message>
        <source>Nothing is open</source>
        <translation>Nichts ist geöffnet</translation>
    </message>
    <message>
        <source>%1 accepts the customer who has waited longest.
↑ and ↓ move in the list, Enter opens.
%2 finds everything else, %3 shows all keys.</source>
        <translation>%1 nimmt den Kunden an, der am längsten wartet.
↑ und ↓ bewegen in der Liste, Enter öffnet.
%2 findet alles andere, %3 zeigt alle Tasten.</translation>
    </message>
    <message numerus="yes">
        <source>%Ln reply(s) held back, because the conversation moved on. The first:</source>
        <translation>
            <numerusform>%Ln Antwort zurückgehalten, weil das Gespräch weiterging:</numerusform>
            <numerusform>%Ln Antworten zurückgehalten, weil das Gespräch weiterging. Die erste:</numerusform>
        </translation>
    </message>
    <message>
        <source>The link leads to %1</source>
        <translation>Der Link führt zu %1</translation>
    </message>
    <message>
        <source>Match %L1 %</source>
        <translation>Übereinstimmung %L1 %</translation>
    </message>
    <message>
        <source>Put the title into the answer</source>
        <translation>Titel in die Antwort setzen</translation>
    </message>
    <message>
        <source>Copy the article&apos;s name</source>
        <translation>Namen des Artikels kopieren</translation>
    </message>
</context>
<context>
    <name>tandem::console::ConversationRow</name>
    <message>
        <source>waiting since %1</source>
        <translation>wartet seit %1</translation>
    </message>
    <message numerus="yes">
        <source>%n unread</source>
        <translation>
            <numerusform>%n ungelesen</numerusform>
            <numerusform>%n ungelesen</numerusform>
        </translation>
    </message>
    <message>
        <source>draft</source>
        <translation>Entwurf</translation>
    </message>
    <message numerus="yes">
        <source>%n reply(s) held back</source>
        <translation>
            <numerusform>%n Antwort zurückgehalten</numerusform>
            <numerusform>%n Antworten zurückgehalten</numerusform>
        </translation>
    </message>
    <message>
        <source>the bot is answering</source>
        <translation>der Bot antwortet</translation>
    </message>
</context>
<context>
    <name>tandem::console::FindBar</name>
    <message>
        <source>Find in this conversation</source>
        <translation>In diesem Gespräch suchen</translation>
    </message>
    <message>
        <source>Previous (Shift+Enter)</source>
        <translation>Vorige Stelle (Umschalt+Enter)</translation>
    </message>
    <message>
        <source>Next (Enter)</source>
        <translation>Nächste Stelle (Enter)</translation>
    </message>
    <message>
        <source>Close (Esc)</source>
        <translation>Schließen (Esc)</translation>
    </message>
    <message>
        <source>Not found</source>
        <translation>Nicht gefunden</translation>
    </message>
</context>
<context>
    <name>tandem::console::MainWindow</name>
    <message>
        <source>Sign out and lose them</source>
        <translation>Abmelden und verlieren</translation>
    </message>
    <message>
        <source>Tandem</source>
        <translation>Tandem</translation>
    </message>
    <message>
        <source>%1 – Tandem</source>
        <comment>window title: a customer&apos;s name</comment>
        <translation>%1 – Tandem</translation>
    </message>
    <message numerus="yes">
        <source>(%Ln waiting) %1</source>
        <comment>window title: before who is open</comment>
        <translation>
            <numerusform>(%Ln wartet) %1</numerusform>
            <numerusform>(%Ln warten) %1</numerusform>
        </translation>
    </message>
    <message>
        <source>What do you want to do, or whom do you look for?</source>
        <translation>Was möchtest du tun, oder wen suchst du?</translation>
    </message>
    <message>
        <source>A name, or words of the last message</source>
        <translation>Ein Name oder Wörter der letzten Nachricht</translation>
    </message>
    <message>
        <source>None yet: write a reply and save it with %1</source>
        <translation>Noch keine: schreibe eine Antwort und speichere sie mit %1</translation>
    </message>
    <message>
        <source>Which canned reply is to be forgotten?</source>
        <translation>Welcher Baustein soll gelöscht werden?</translation>
    </message>
    <message>
        <source>Which canned reply?</source>
        <translation>Welcher Baustein?</translation>
    </message>
    <message>
        <source>Saved. %1 brings it back.</source>
        <translation>Gespeichert. %1 holt ihn zurück.</translation>
    </message>
    <message>
        <source>Write a reply first, then save it.</source>
        <translation>Schreibe erst eine Antwort, dann speichere sie.</translation>
    </message>
    <message numerus="yes">
        <source>%Ln message(s) are not sent yet.</source>
        <translation>
            <numerusform>%Ln Nachricht ist noch nicht gesendet.</numerusform>
            <numerusform>%Ln Nachrichten sind noch nicht gesendet.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tandem::console::MessageBar</name>
    <message>
        <source>Close this message</source>
        <translation>Diese Meldung schließen</translation>
    </message>
</context>
<context>
    <name>tandem::console::Notifier</name>
    <message>
        <source>%1 is waiting</source>
        <translation>%1 wartet</translation>
    </message>
    <message>
        <source>Tandem</source>
        <translation>Tandem</translation>
    </message>
    <message>
        <source>This is how a waiting customer is announced.</source>
        <translation>So wird ein wartender Kunde angekündigt.</translation>
    </message>
    <message numerus="yes">
        <source>%Ln customer(s) waiting</source>
        <translation>
            <numerusform>%Ln Kunde wartet</numerusform>
            <numerusform>%Ln Kunden warten</numerusform>
        </translation>
    </message>
    <message>
        <source>Nobody has accepted yet.</source>
        <translation>Noch hat niemand angenommen.</translation>
    </message>
    <message>
        <source>Nobody is waiting</source>
        <translation>Niemand wartet</translation>
    </message>
    <message>
        <source>Tandem: %1</source>
        <translation>Tandem: %1</translation>
    </message>
</context>
<context>
    <name>tandem::console::Rail</name>
    <message>
        <source>Tandem</source>
        <translation>Tandem</translation>
    </message>
    <message>
        <source>Do</source>
        <translation>Tun</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
    <message>
        <source>Menu</source>
        <translation>Menü</translation>
    </message>
    <message>
        <source>Menu (F10)</source>
        <translation>Menü (F10)</translation>
    </message>
    <message>
        <source>Look</source>
        <translation>Aussehen</translation>
    </message>
    <message>
        <source>Like the desktop</source>
        <translation>Wie der Desktop</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>Alerts</source>
        <translation>Hinweise</translation>
    </message>
    <message>
        <source>Sound</source>
        <translation>Ton</translation>
    </message>
    <message>
        <source>Notifications</source>
        <translation>Benachrichtigungen</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>agent and presence</comment>
        <translation>%1: %2</translation>
    </message>
</context>
<context>
    <name>tandem::console::Sentences</name>
    <message>
        <source>Another agent was first.</source>
        <translation>Jemand anderes war schneller.</translation>
    </message>
    <message>
        <source>%1 was first and has this conversation now.</source>
        <translation>%1 war schneller und hat dieses Gespräch jetzt.</translation>
    </message>
    <message>
        <source>The conversation changed hands a moment ago. Look again, then decide.</source>
        <translation>Das Gespräch hat gerade den Besitzer gewechselt. Sieh noch einmal hin, dann entscheide.</translation>
    </message>
    <message>
        <source>Somebody else has this conversation. You can add a note.</source>
        <translation>Jemand anderes hat dieses Gespräch. Du kannst eine Notiz schreiben.</translation>
    </message>
    <message>
        <source>%1 has this conversation. You can add a note.</source>
        <translation>%1 hat dieses Gespräch. Du kannst eine Notiz schreiben.</translation>
    </message>
    <message>
        <source>The conversation is not in a state that allows this.</source>
        <translation>Der Stand des Gesprächs lässt das nicht zu.</translation>
    </message>
    <message>
        <source>This conversation is no longer there for you.</source>
        <translation>Dieses Gespräch ist für dich nicht mehr da.</translation>
    </message>
    <message>
        <source>Your role does not allow this.</source>
        <translation>Deine Rolle erlaubt das nicht.</translation>
    </message>
    <message>
        <source>There is nothing to send.</source>
        <translation>Es gibt nichts zu senden.</translation>
    </message>
    <message>
        <source>The text is too long. Shorten it and send it again.</source>
        <translation>Der Text ist zu lang. Kürze ihn und sende ihn noch einmal.</translation>
    </message>
    <message>
        <source>Too many at once. Wait a moment.</source>
        <translation>Zu viel auf einmal. Warte einen Augenblick.</translation>
    </message>
    <message>
        <source>The server cannot do this at the moment. Try again shortly.</source>
        <translation>Der Server kann das gerade nicht. Versuche es gleich noch einmal.</translation>
    </message>
    <message>
        <source>This console is too old for the server. Please update it.</source>
        <translation>Diese Konsole ist zu alt für den Server. Bitte aktualisiere sie.</translation>
    </message>
    <message>
        <source>The server refused this (number %1).</source>
        <translation>Der Server hat das abgelehnt (Nummer %1).</translation>
    </message>
    <message>
        <source>The login name or the password is not right.</source>
        <translation>Name oder Passwort stimmen nicht.</translation>
    </message>
    <message>
        <source>Your session has ended. Please sign in again.</source>
        <translation>Deine Sitzung ist zu Ende. Bitte melde dich wieder an.</translation>
    </message>
    <message>
        <source>This account may not sign in here.</source>
        <translation>Dieses Konto darf sich hier nicht anmelden.</translation>
    </message>
    <message>
        <source>You were signed out.</source>
        <translation>Du wurdest abgemeldet.</translation>
    </message>
    <message>
        <source>The server does not accept this console (number %1). Is the address right?</source>
        <translation>Der Server nimmt diese Konsole nicht an (Nummer %1). Stimmt die Adresse?</translation>
    </message>
    <message>
        <source>The conversation changed hands after you wrote this. Read on before you send it.</source>
        <translation>Das Gespräch hat den Besitzer gewechselt, nachdem du das geschrieben hast. Lies weiter, bevor du es sendest.</translation>
    </message>
    <message>
        <source>You no longer have this conversation.</source>
        <translation>Du hast dieses Gespräch nicht mehr.</translation>
    </message>
    <message>
        <source>%1 has this conversation now.</source>
        <translation>%1 hat dieses Gespräch jetzt.</translation>
    </message>
    <message>
        <source>The conversation was resolved after you wrote this.</source>
        <translation>Das Gespräch wurde erledigt, nachdem du das geschrieben hast.</translation>
    </message>
    <message>
        <source>The conversation is no longer there for you.</source>
        <translation>Das Gespräch ist für dich nicht mehr da.</translation>
    </message>
    <message>
        <source>You wrote this more than a day ago.</source>
        <translation>Das hast du vor mehr als einem Tag geschrieben.</translation>
    </message>
    <message>
        <source>You are offline. Replies and notes are kept and sent later; this needs a connection.</source>
        <translation>Du bist offline. Antworten und Notizen werden aufgehoben und später gesendet; dies braucht eine Verbindung.</translation>
    </message>
    <message>
        <source>The server does not answer. Check the address and your network.</source>
        <translation>Der Server antwortet nicht. Prüfe die Adresse und dein Netz.</translation>
    </message>
    <message>
        <source>The server did not answer in time.</source>
        <translation>Der Server hat nicht rechtzeitig geantwortet.</translation>
    </message>
    <message>
        <source>Too many replies are waiting to be sent. Your text is kept as a draft.</source>
        <translation>Zu viele Antworten warten auf den Versand. Dein Text bleibt als Entwurf erhalten.</translation>
    </message>
    <message numerus="yes">
        <source>The text is longer than %n character(s). Shorten it and send it again.</source>
        <translation>
            <numerusform>Der Text ist länger als %n Zeichen. Kürze ihn und sende ihn noch einmal.</numerusform>
            <numerusform>Der Text ist länger als %n Zeichen. Kürze ihn und sende ihn noch einmal.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tandem::console::ShortcutsDialog</name>
    <message>
        <source>All keys</source>
        <translation>Alle Tasten</translation>
    </message>
    <message>
        <source>Actions and their keys</source>
        <translation>Aktionen und ihre Tasten</translation>
    </message>
    <message>
        <source>Enter sends, Shift+Enter breaks the line</source>
        <translation>Enter sendet, Umschalt+Enter bricht die Zeile um</translation>
    </message>
    <message>
        <source>Defaults</source>
        <translation>Vorgaben</translation>
    </message>
    <message>
        <source>Key for: %1</source>
        <translation>Taste für: %1</translation>
    </message>
    <message>
        <source>also: %1</source>
        <translation>auch: %1</translation>
    </message>
</context>
<context>
    <name>tandem::console::SignInView</name>
    <message>
        <source>Stay signed in on this computer</source>
        <translation>Auf diesem Rechner angemeldet bleiben</translation>
    </message>
    <message>
        <source>Sign in</source>
        <translation>Anmelden</translation>
    </message>
    <message>
        <source>Sign in to Tandem</source>
        <translation>Bei Tandem anmelden</translation>
    </message>
    <message>
        <source>Server</source>
        <translation>Server</translation>
    </message>
    <message>
        <source>Name or e-mail</source>
        <translation>Name oder E-Mail</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>Passwort</translation>
    </message>
    <message>
        <source>Signing in …</source>
        <translation>Melde an …</translation>
    </message>
    <message>
        <source>This is no address of a server. It looks like support.example.com</source>
        <translation>Das ist keine Adresse eines Servers. Sie sieht aus wie support.example.com</translation>
    </message>
    <message>
        <source>Name and password are both needed.</source>
        <translation>Name und Passwort werden beide gebraucht.</translation>
    </message>
</context>
<context>
    <name>tandem::console::Transcript</name>
    <message>
        <source>Today</source>
        <translation>Heute</translation>
    </message>
    <message>
        <source>Yesterday</source>
        <translation>Gestern</translation>
    </message>
    <message>
        <source>dddd, d MMMM</source>
        <translation>dddd, d. MMMM</translation>
    </message>
    <message>
        <source>d MMMM yyyy</source>
        <translation>d. MMMM yyyy</translation>
    </message>
    <message>
        <source>Your note · only the team sees it</source>
        <translation>Deine Notiz · nur das Team sieht sie</translation>
    </message>
    <message>
        <source>Note by %1 · only the team sees it</source>
        <translation>Notiz von %1 · nur das Team sieht sie</translation>
    </message>
    <message numerus="yes">
        <source>%Ln more character(s) are not shown</source>
        <translation>
            <numerusform>%Ln weiteres Zeichen ist nicht gezeigt</numerusform>
            <numerusform>%Ln weitere Zeichen sind nicht gezeigt</numerusform>
        </translation>
    </message>
    <message>
        <source>Copy the whole text</source>
        <translation>Den ganzen Text kopieren</translation>
    </message>
    <message>
        <source>%1 stopped the bot here · %2</source>
        <comment>who and when</comment>
        <translation>%1 hat den Bot hier angehalten · %2</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Noch einmal versuchen</translation>
    </message>
    <message>
        <source>Send anyway</source>
        <translation>Trotzdem senden</translation>
    </message>
    <message>
        <source>Keep as a note</source>
        <translation>Als Notiz behalten</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>Verwerfen</translation>
    </message>
</context>
<context>
    <name>tandem::console::TranscriptRow</name>
    <message>
        <source>somebody</source>
        <translation>jemand</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <comment>what happened, when</comment>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>Private note by %1, %2: %3</source>
        <translation>Interne Notiz von %1, %2: %3</translation>
    </message>
    <message>
        <source>%1, %2: %3</source>
        <comment>who, when, what</comment>
        <translation>%1, %2: %3</translation>
    </message>
    <message>
        <source>Still answering</source>
        <translation>Antwortet noch</translation>
    </message>
    <message>
        <source>Interrupted by %1</source>
        <translation>Unterbrochen von %1</translation>
    </message>
</context>
<context>
    <name>tandem::console::TranscriptView</name>
    <message>
        <source>Copy text</source>
        <translation>Text kopieren</translation>
    </message>
    <message>
        <source>Source: %1</source>
        <translation>Quelle: %1</translation>
    </message>
    <message>
        <source>The answer rests on: %1 (match %L2 %)</source>
        <translation>Die Antwort beruht auf: %1 (Übereinstimmung %L2 %)</translation>
    </message>
    <message>
        <source>Conversation</source>
        <translation>Gespräch</translation>
    </message>
    <message numerus="yes">
        <source>%Ln new below</source>
        <translation>
            <numerusform>%Ln neue unten</numerusform>
            <numerusform>%Ln neue unten</numerusform>
        </translation>
    </message>
    <message>
        <source>To the end</source>
        <translation>Zum Ende</translation>
    </message>
</context>
<context>
    <name>tandem::console::TransferBar</name>
    <message>
        <source>Queue (empty: the default one)</source>
        <translation>Warteschlange (leer: die übliche)</translation>
    </message>
    <message>
        <source>Queue to transfer to</source>
        <translation>Warteschlange, an die weitergeleitet wird</translation>
    </message>
    <message>
        <source>What the next person should know</source>
        <translation>Was die nächste Person wissen sollte</translation>
    </message>
    <message>
        <source>Note for the next person</source>
        <translation>Notiz für die nächste Person</translation>
    </message>
    <message>
        <source>Transfer</source>
        <translation>Weiterleiten</translation>
    </message>
    <message>
        <source>Keep it (Esc)</source>
        <translation>Behalten (Esc)</translation>
    </message>
</context>
<context>
    <name>tandem::console::Words</name>
    <message>
        <source>%1: %2</source>
        <comment>what happened, then a person&apos;s remark</comment>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>Warten</translation>
    </message>
    <message>
        <source>Mine</source>
        <translation>Meine</translation>
    </message>
    <message>
        <source>With the bot</source>
        <translation>Beim Bot</translation>
    </message>
    <message>
        <source>Others</source>
        <translation>Andere</translation>
    </message>
    <message>
        <source>Will be sent as soon as you are connected</source>
        <translation>Wird gesendet, sobald du verbunden bist</translation>
    </message>
    <message>
        <source>Sending</source>
        <translation>Wird gesendet</translation>
    </message>
    <message>
        <source>Not sent</source>
        <translation>Nicht gesendet</translation>
    </message>
    <message>
        <source>Held back: the conversation has moved on</source>
        <translation>Zurückgehalten: das Gespräch ging weiter</translation>
    </message>
    <message>
        <source>Sent</source>
        <translation>Gesendet</translation>
    </message>
    <message>
        <source>Seen by the customer</source>
        <translation>Vom Kunden gesehen</translation>
    </message>
    <message>
        <source>Nobody</source>
        <comment>has this conversation</comment>
        <translation>Niemand</translation>
    </message>
    <message>
        <source>Bot</source>
        <translation>Bot</translation>
    </message>
    <message>
        <source>Waiting for a person</source>
        <translation>Wartet auf einen Menschen</translation>
    </message>
    <message>
        <source>Offered to an agent</source>
        <translation>Einem Mitarbeiter angeboten</translation>
    </message>
    <message>
        <source>An agent</source>
        <translation>Ein Mitarbeiter</translation>
    </message>
    <message>
        <source>The customer asked for a person</source>
        <translation>Der Kunde bat um einen Menschen</translation>
    </message>
    <message>
        <source>A rule sends this to a person</source>
        <translation>Eine Regel gibt dies an einen Menschen</translation>
    </message>
    <message>
        <source>The bot was not sure</source>
        <translation>Der Bot war nicht sicher</translation>
    </message>
    <message>
        <source>The bot could not help, more than once</source>
        <translation>Der Bot konnte mehrmals nicht helfen</translation>
    </message>
    <message>
        <source>The customer is upset</source>
        <translation>Der Kunde ist verärgert</translation>
    </message>
    <message>
        <source>This topic is for people only</source>
        <translation>Dieses Thema ist nur für Menschen</translation>
    </message>
    <message>
        <source>Something the bot needed did not work</source>
        <translation>Etwas, das der Bot brauchte, ging nicht</translation>
    </message>
    <message>
        <source>The bot&apos;s model failed</source>
        <translation>Das Modell des Bots ist ausgefallen</translation>
    </message>
    <message>
        <source>The bot took too long</source>
        <translation>Der Bot brauchte zu lange</translation>
    </message>
    <message>
        <source>An agent took over</source>
        <translation>Ein Mitarbeiter hat übernommen</translation>
    </message>
    <message>
        <source>A supervisor took over</source>
        <translation>Die Leitung hat übernommen</translation>
    </message>
    <message>
        <source>answered</source>
        <translation>beantwortet</translation>
    </message>
    <message>
        <source>no answer found</source>
        <translation>keine Antwort gefunden</translation>
    </message>
    <message>
        <source>small talk</source>
        <translation>Plauderei</translation>
    </message>
    <message>
        <source>offered a person</source>
        <translation>bot einen Menschen an</translation>
    </message>
    <message>
        <source>active</source>
        <translation>aktiv</translation>
    </message>
    <message>
        <source>waiting for the customer</source>
        <translation>wartet auf den Kunden</translation>
    </message>
    <message>
        <source>snoozed</source>
        <translation>zurückgestellt</translation>
    </message>
    <message>
        <source>resolved</source>
        <translation>erledigt</translation>
    </message>
    <message>
        <source>closed</source>
        <translation>geschlossen</translation>
    </message>
    <message>
        <source>the customer left</source>
        <translation>der Kunde ging</translation>
    </message>
    <message>
        <source>Available</source>
        <translation>Verfügbar</translation>
    </message>
    <message>
        <source>Busy</source>
        <translation>Beschäftigt</translation>
    </message>
    <message>
        <source>Away</source>
        <translation>Abwesend</translation>
    </message>
    <message>
        <source>Offline</source>
        <translation>Offline</translation>
    </message>
    <message>
        <source>Visitor</source>
        <translation>Besucher</translation>
    </message>
    <message>
        <source>You</source>
        <translation>Du</translation>
    </message>
    <message>
        <source>Tandem</source>
        <translation>Tandem</translation>
    </message>
    <message>
        <source>The conversation began</source>
        <translation>Das Gespräch begann</translation>
    </message>
    <message>
        <source>The conversation began on “%1”</source>
        <translation>Das Gespräch begann auf „%1“</translation>
    </message>
    <message>
        <source>This was given to a person</source>
        <translation>Dies wurde an einen Menschen gegeben</translation>
    </message>
    <message>
        <source>You took this conversation</source>
        <translation>Du hast dieses Gespräch angenommen</translation>
    </message>
    <message>
        <source>%1 took this conversation</source>
        <translation>%1 hat dieses Gespräch angenommen</translation>
    </message>
    <message>
        <source>You declined</source>
        <translation>Du hast abgelehnt</translation>
    </message>
    <message>
        <source>%1 declined</source>
        <translation>%1 hat abgelehnt</translation>
    </message>
    <message>
        <source>You took over from the bot</source>
        <translation>Du hast vom Bot übernommen</translation>
    </message>
    <message>
        <source>%1 took over from the bot</source>
        <translation>%1 hat vom Bot übernommen</translation>
    </message>
    <message>
        <source>You took over</source>
        <translation>Du hast übernommen</translation>
    </message>
    <message>
        <source>%1 took over</source>
        <translation>%1 hat übernommen</translation>
    </message>
    <message>
        <source>Back in the queue “%1”</source>
        <translation>Zurück in der Warteschlange „%1“</translation>
    </message>
    <message>
        <source>You passed this on</source>
        <translation>Du hast es weitergeleitet</translation>
    </message>
    <message>
        <source>%1 passed this on</source>
        <translation>%1 hat es weitergeleitet</translation>
    </message>
    <message>
        <source>You passed this to the queue “%1”</source>
        <translation>Du hast es an die Warteschlange „%1“ weitergeleitet</translation>
    </message>
    <message>
        <source>%1 passed this to the queue “%2”</source>
        <translation>%1 hat es an die Warteschlange „%2“ weitergeleitet</translation>
    </message>
    <message>
        <source>You handed this back to the bot</source>
        <translation>Du hast es an den Bot zurückgegeben</translation>
    </message>
    <message>
        <source>%1 handed this back to the bot</source>
        <translation>%1 hat es an den Bot zurückgegeben</translation>
    </message>
    <message>
        <source>You resolved this conversation</source>
        <translation>Du hast dieses Gespräch erledigt</translation>
    </message>
    <message>
        <source>%1 resolved this conversation</source>
        <translation>%1 hat dieses Gespräch erledigt</translation>
    </message>
    <message>
        <source>The customer wrote again: the conversation is open</source>
        <translation>Der Kunde hat wieder geschrieben: das Gespräch ist offen</translation>
    </message>
    <message>
        <source>The customer left while waiting</source>
        <translation>Der Kunde ging, während er wartete</translation>
    </message>
    <message>
        <source>The customer gave %1 of 5</source>
        <translation>Der Kunde gab %1 von 5</translation>
    </message>
    <message>
        <source>Something happened here that only a newer version of this console can show</source>
        <translation>Hier geschah etwas, das nur eine neuere Version dieser Konsole zeigen kann</translation>
    </message>
    <message>
        <source>done</source>
        <translation>erledigt</translation>
    </message>
    <message>
        <source>found</source>
        <translation>gefunden</translation>
    </message>
    <message>
        <source>not found</source>
        <translation>nicht gefunden</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>fehlgeschlagen</translation>
    </message>
    <message>
        <source>may or may not have been carried out (%1)</source>
        <translation>vielleicht ausgeführt, vielleicht nicht (%1)</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>unbekannt</translation>
    </message>
    <message>
        <source>%1: %2, %L3 ms</source>
        <comment>tool call, what became of it, time</comment>
        <translation>%1: %2, %L3 ms</translation>
    </message>
</context>
<context>
    <name>tandem::console::Workspace</name>
    <message>
        <source>Inbox</source>
        <translation>Eingang</translation>
    </message>
</context>
</TS>
