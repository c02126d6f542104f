using System.Text.Json;
using Carewright.Fhir.Definitions;
using Carewright.Fhir.Json;
using Carewright.Kernel;

namespace Carewright.Fhir.Validation;

/// <summary>The format of primitives, and the rules for narratives and extension URLs.</summary>
internal static class PrimitiveRules
{
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
        if (NarrativeXhtml.Problem(div.GetString()!) is { } problem)
            run.Report(div, IssueTypes.Invalid, "VAL-NARRATIVE", problem, "FHIR R4 narrative.html#rules");
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
