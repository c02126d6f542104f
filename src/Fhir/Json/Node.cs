using System.Text.Json;

namespace Carewright.Fhir.Json;

/// <summary>
/// One element of a parsed resource: where its value is in the bytes, and how it hangs in the tree. Links are places in the node array;
/// the root is at 0, so that 0 means none for children and siblings.
/// </summary>
internal struct Node
{
    /// <summary>First byte of the value: of a string its first character, of an object the brace.</summary>
    internal int Start;

    /// <summary>Number of bytes of the value.</summary>
    internal int Length;

    /// <summary>First byte of the JSON property name, after the quote and a leading underscore of a defined element.</summary>
    internal int NameStart;

    /// <summary>Start and length of the object that <c>_name</c> gives a primitive; length 0 when it has none.</summary>
    internal int ExtrasStart;

    /// <summary>See <see cref="ExtrasStart"/>.</summary>
    internal int ExtrasLength;

    internal int Parent;
    internal int FirstChild;
    internal int Next;

    /// <summary>Place in the JSON array, or -1 when JSON has no array here.</summary>
    internal int Item;

    /// <summary>One more than the number of the element definition; 0 when unknown.</summary>
    internal ushort Element;

    /// <summary>One more than the number of the run-time type; 0 when unknown.</summary>
    internal ushort Type;

    /// <summary>The number of the element's name; 0 when unknown.</summary>
    internal ushort Name;

    /// <summary>Kind of the value; <see cref="JsonTokenType.None"/> for a primitive with extensions only, Null for a placeholder of an array.</summary>
    internal JsonTokenType Kind;

    /// <summary>True when the string has escapes.</summary>
    internal bool IsEscaped;

    internal readonly bool HasValue => Kind is JsonTokenType.String or JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False;
}
