<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>tandem::console::Composer</name>
    <message numerus="yes">
        <source>%Ln character(s) too long</source>
        <translation>
            <numerusform>%Ln character too long</numerusform>
            <numerusform>%Ln characters too long</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln character(s) left</source>
        <translation>
            <numerusform>%Ln character left</numerusform>
            <numerusform>%Ln characters left</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tandem::console::ConversationList</name>
    <message numerus="yes">
        <source>%Ln new</source>
        <comment>conversations that wait to be shown</comment>
        <translation>
            <numerusform>%Ln new</numerusform>
            <numerusform>%Ln new</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln new</source>
        <translation>
            <numerusform>%Ln new</numerusform>
            <numerusform>%Ln new</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln held</source>
        <translation>
            <numerusform>%Ln held</numerusform>
            <numerusform>%Ln held</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tandem::console::ConversationListModel</name>
    <message numerus="yes">
        <source>%1: %n new conversation(s) to show</source>
        <translation>
            <numerusform>%1: %n new conversation to show</numerusform>
            <numerusform>%1: %n new conversations to show</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1: %n conversation(s)</source>
        <translation>
            <numerusform>%1: %n conversation</numerusform>
            <numerusform>%1: %n conversations</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tandem::console::ConversationPane</name>
    <message numerus="yes">
        <source>%Ln reply(s) held back, because the conversation moved on. The first:</source>
        <translation>
            <numerusform>%Ln reply held back, because the conversation moved on:</numerusform>
            <numerusform>%Ln replies held back, because the conversation moved on. The first:</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tandem::console::ConversationRow</name>
    <message numerus="yes">
        <source>%n unread</source>
        <translation>
            <numerusform>%n unread</numerusform>
            <numerusform>%n unread</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n reply(s) held back</source>
        <translation>
            <numerusform>%n reply held back</numerusform>
            <numerusform>%n replies held back</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tandem::console::MainWindow</name>
    <message numerus="yes">
        <source>(%Ln waiting) %1</source>
        <comment>window title: before who is open</comment>
        <translation>
            <numerusform>(%Ln waiting) %1</numerusform>
            <numerusform>(%Ln waiting) %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln message(s) are not sent yet.</source>
        <translation>
            <numerusform>%Ln message is not sent yet.</numerusform>
            <numerusform>%Ln messages are not sent yet.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tandem::console::Notifier</name>
    <message numerus="yes">
        <source>%Ln customer(s) waiting</source>
        <translation>
            <numerusform>%Ln customer waiting</numerusform>
            <numerusform>%Ln customers waiting</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tandem::console::Sentences</name>
    <message numerus="yes">
        <source>The text is longer than %n character(s). Shorten it and send it again.</source>
        <translation>
            <numerusform>The text is longer than %n character. Shorten it and send it again.</numerusform>
            <numerusform>The text is longer than %n characters. Shorten it and send it again.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tandem::console::Transcript</name>
    <message numerus="yes">
        <source>%Ln more character(s) are not shown</source>
        <translation>
            <numerusform>%Ln more character is not shown</numerusform>
            <numerusform>%Ln more characters are not shown</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tandem::console::TranscriptView</name>
    <message numerus="yes">
        <source>%Ln new below</source>
        <translation>
            <numerusform>%Ln new below</numerusform>
            <numerusform>%Ln new below</numerusform>
        </translation>
    </message>
</context>
</TS>
