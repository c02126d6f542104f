using Carewright.Fhir.Definitions;

namespace Carewright.Fhir.Search;

/// <summary>What can be told from the text of a reference alone (FHIR R4 references.html#literal).</summary>
public static class ReferenceText
{
    private const string History = "/_history/";

    /// <summary>The reference without <c>/_history/version</c>: search knows resources, not their versions.</summary>
    public static string WithoutVersion(string reference)
    {
        var at = reference.LastIndexOf(History, StringComparison.Ordinal);
        return at > 0 && !reference.AsSpan(at + History.Length).Contains('/') ? reference[..at] : reference;
    }

    /// <summary>
    /// The resource type that a literal reference names: <c>Patient</c> of <c>Patient/1</c>, of <c>https://example.org/fhir/Patient/1</c>, with or without
    /// a version. Null for a <c>urn:</c>, a contained
    /// resource and anything else whose last but one segment is not a resource type.
    /// </summary>
    public static TypeDefinition? TypeOf(FhirModel model, ReadOnlySpan<byte> reference)
    {
        var version = reference.LastIndexOf("/_history/"u8);
        if (version > 0)
            reference = reference[..version];
        var slash = reference.LastIndexOf((byte)'/');
        if (slash <= 0 || !IsId(reference[(slash + 1)..]))
            return null;
        reference = reference[..slash];
        var start = reference.LastIndexOf((byte)'/');
        return model.FindType(reference[(start + 1)..]) is { Kind: TypeKind.Resource, IsAbstract: false } type ? type : null;
    }

    /// <summary>Whether the text is a FHIR id: 1 to 64 of letters, digits, <c>-</c> and <c>.</c>.</summary>
    public static bool IsId(ReadOnlySpan<char> text)
    {
        if (text.Length is 0 or > 64)
            return false;
        foreach (var c in text)
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '.'))
                return false;
        return true;
    }

    /// <summary>Whether the UTF-8 text is a FHIR id: 1 to 64 of letters, digits, <c>-</c> and <c>.</c>.</summary>
    public static bool IsId(ReadOnlySpan<byte> text)
    {
        if (text.Length is 0 or > 64)
            return false;
        foreach (var c in text)
            if (!char.IsAsciiLetterOrDigit((char)c) && c is not ((byte)'-' or (byte)'.'))
                return false;
        return true;
    }
}
