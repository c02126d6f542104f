using Carewright.Hl7v2;

namespace Carewright.Sandbox.Conversation;

/// <summary>What may be printed of a message.</summary>
internal static class Names
{
    private const int Most = 40;

    /// <summary>A control id or order number for a terminal: no control characters, since those of a stranger could move its cursor, and not longer than 40.</summary>
    public static string Printable(string text) => new([.. text.Take(Most).Select(letter => letter is > ' ' and < (char)0x7F ? letter : '?')]);

    /// <summary>Type and control id.</summary>
    public static string Of(Hl7Message message) =>
        $"{Printable(message[0][9].Component(1).Text)}^{Printable(message[0][9].Component(2).Text)} {Printable(message[0][10].Text)}";
}
