using System.Text.Json;
using Carewright.Fhir.Definitions;
using Carewright.Fhir.Json;
using Carewright.Fhir.Search;
using Carewright.Kernel;

namespace Carewright.Fhir.Validation;

/// <summary>The format of primitives, and the rules for narratives and extension URLs.</summary>
internal static class PrimitiveRules
{
    private static readonly System.Buffers.SearchValues<byte> s_nameBytes = System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"u8);

    /// <summary>Checks a primitive that has a value.</summary>
    public static void Check(Element element, PrimitiveKind kind, ElementRules rule, in ValidationScope scope, ValidationRun run)
    {
        // What has another JSON kind than its type demands, or is empty, the parser told; a JSON boolean is never wrong.
        if (element.ValueKind != Expected(kind))
            return;
        var text = element.GetUtf8();
        if (text.IsEmpty)
            return;
        if (!PrimitiveFormat.IsValid(kind, text))
            run.Report(
                element, IssueTypes.Value, "VAL-FORMAT", $"'{rule.Definition.Path}' must be {PrimitiveFormat.Demand(kind)}.",
                "FHIR R4 datatypes.html#" + element.Type!.Name);
        else if (kind == PrimitiveKind.Xhtml)
            Narrative(element, run);
        else if (kind == PrimitiveKind.String && run.Options.MarkupInText is { } severity && LooksLikeMarkup(text))
            run.Report(element, IssueTypes.Invalid, "VAL-MARKUP", "The text looks as if it had markup; here it is plain text.", "FHIR R4 security.html#narrative", severity);
        else if (kind == PrimitiveKind.Canonical && rule.CanonicalTargets.Length > 0)
            Canonical(element, text, rule, run);
        else if (kind == PrimitiveKind.Uri && rule.Definition.Owner.Name == "Extension")
            ExtensionUrl(element, text, scope, run);
    }

    private static JsonTokenType Expected(PrimitiveKind kind) => kind switch
    {
        PrimitiveKind.Boolean => JsonTokenType.None,
        PrimitiveKind.Integer or PrimitiveKind.UnsignedInt or PrimitiveKind.PositiveInt or PrimitiveKind.Decimal => JsonTokenType.Number,
        _ => JsonTokenType.String,
    };

    private static void Narrative(Element div, ValidationRun run)
    {
        var (problem, hasDeadLink) = NarrativeXhtml.Inspect(div.GetString()!);
        if (problem is not null)
            run.Report(div, IssueTypes.Invalid, "VAL-NARRATIVE", problem, "FHIR R4 narrative.html#rules");
        else if (hasDeadLink && run.Options.NarrativeLinks is { } severity)
            run.Report(div, IssueTypes.Invalid, "VAL-NARRATIVE-LINK", "A link has a scheme that no browser follows.", "FHIR R4 narrative.html#references", severity);
    }

    /// <summary>A tag: its name, maybe attributes, an end.</summary>
    private static bool LooksLikeMarkup(ReadOnlySpan<byte> text)
    {
        while (text.IndexOf((byte)'<') is var at and >= 0)
        {
            text = text[(at + 1)..];
            var end = text.IndexOf((byte)'>');
            var tag = end < 0 ? default : text[..end];
            if (tag.StartsWith("/"u8))
                tag = tag[1..];
            var name = tag.IndexOfAny((byte)' ', (byte)'/') is var space and >= 0 ? tag[..space] : tag;
            if (!name.IsEmpty && char.IsAsciiLetter((char)name[0]) && name.IndexOfAnyExcept(s_nameBytes) < 0)
                return true;
        }
        return false;
    }

    /// <summary>Addresses in HL7's own space name the type of what they stand for.</summary>
    private static void Canonical(Element element, ReadOnlySpan<byte> text, ElementRules rule, ValidationRun run)
    {
        if (!text.StartsWith("http://hl7.org/fhir/"u8))
            return;
        var bar = text.IndexOf((byte)'|');
        if (ReferenceText.TypeOf(FhirModel.R4, bar < 0 ? text : text[..bar]) is { } type && !Array.Exists(rule.CanonicalTargets, type.IsSubtypeOf))
            run.Report(
                element, IssueTypes.Value, "VAL-CANONICAL-TARGET", $"'{rule.Definition.Path}' may name {string.Join(", ", rule.CanonicalTargets.Select(target => target.Name))}, not {type.Name}.",
                "FHIR R4 references.html#canonical");
    }

    /// <summary>Only within another extension may the URL be relative: there it is a name that the outer extension defines.</summary>
    private static void ExtensionUrl(Element url, ReadOnlySpan<byte> text, in ValidationScope scope, ValidationRun run)
    {
        if (url.Definition is { Name: "url" } && scope.Rules?.Definition.Owner.Name != "Extension" && !IsAbsolute(text))
            run.Report(url, IssueTypes.Value, "VAL-EXTENSION-URL", "The URL of an extension must be absolute.", "FHIR R4 extensibility.html#Extension");
    }

    /// <summary>Whether the text starts with a URI scheme.</summary>
    internal static bool IsAbsolute(ReadOnlySpan<byte> text)
    {
        var colon = text.IndexOf((byte)':');
        if (colon < 1 || !char.IsAsciiLetter((char)text[0]))
            return false;
        foreach (var c in text[1..colon])
            if (!char.IsAsciiLetterOrDigit((char)c) && c is not ((byte)'+' or (byte)'-' or (byte)'.'))
                return false;
        return true;
    }
}
