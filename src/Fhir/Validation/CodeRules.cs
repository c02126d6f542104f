using Carewright.Fhir.Definitions;
using Carewright.Fhir.Json;
using Carewright.Kernel;

namespace Carewright.Fhir.Validation;

/// <summary>Bindings that terminology is asked about, and codes by themselves (FHIR R4 terminologies.html).</summary>
internal static class CodeRules
{
    /// <summary>
    /// Not checked: R4 binds CapabilityStatement.format and the like to media types and writes <c>xml</c> and <c>json</c> there itself, and signatures carry parameters that RFC 2045 would have
    /// in quotes.
    /// </summary>
    private const string MediaTypes = "http://hl7.org/fhir/ValueSet/mimetypes";

    private const int LongestQuote = 64;
    private static readonly ElementName s_coding = FhirModel.R4.ResolveName("coding");
    private static readonly ElementName s_system = FhirModel.R4.ResolveName("system");
    private static readonly ElementName s_version = FhirModel.R4.ResolveName("version");
    private static readonly ElementName s_code = FhirModel.R4.ResolveName("code");
    private static readonly ElementName s_display = FhirModel.R4.ResolveName("display");
    private static readonly ElementName s_extension = FhirModel.R4.ResolveName("extension");

    /// <summary>Checks a coded element against a required or extensible value set.</summary>
    /// <param name="element">A code, string, uri, Coding, CodeableConcept or Quantity.</param>
    /// <param name="strength">How binding the value set is.</param>
    /// <param name="valueSet">Its canonical.</param>
    /// <param name="spec">The rule that binds.</param>
    /// <param name="run">Takes the issues.</param>
    /// <param name="codes">Who is asked; null: the terminology of the run.</param>
    public static void Check(Element element, BindingStrength strength, string valueSet, string spec, ValidationRun run, ICodeValidation? codes = null)
    {
        if (valueSet.StartsWith(MediaTypes, StringComparison.Ordinal))
            return;
        if (IsMember(element, valueSet, run, codes) is not { } isMember)
        {
            if (strength == BindingStrength.Required)
                run.Unchecked(element, valueSet, spec);
            return;
        }
        if (isMember || element.Type is not { } type)
            return;
        // An extension says why there is no code.
        if (!HasCode(element, type) && (element.Child(s_extension).Exists || type.IsPrimitive))
            return;
        var quote = Quote(CodeOf(element, type));
        if (strength == BindingStrength.Required)
            run.Report(element, IssueTypes.CodeInvalid, "VAL-CODE", $"{quote} is not in the required value set {valueSet}.", spec);
        else
            run.Report(element, IssueTypes.CodeInvalid, "VAL-CODE-EXTENSIBLE", $"{quote} is not in the value set {valueSet}, from which a code comes where one fits.", spec, IssueSeverity.Warning);
    }

    /// <summary>Whether a coded element has a code of a value set: one coding is enough. Null when that cannot be told.</summary>
    public static bool? IsMember(Element element, string valueSet, ValidationRun run, ICodeValidation? codes = null)
    {
        switch (element.Type?.Name)
        {
            case "CodeableConcept":
                var isUnknown = false;
                foreach (var coding in element.Children(s_coding))
                {
                    if (IsCodingMember(coding, valueSet, codes ?? run.Codes) is not { } isMember)
                        isUnknown = true;
                    else if (isMember)
                        return true;
                }
                return isUnknown ? null : false;
            case "Coding" or "Quantity":
                return IsCodingMember(element, valueSet, codes ?? run.Codes);
            case "code" or "string" or "uri" or "id" or "markdown" when element.GetString() is { } code:
                return (codes ?? run.Codes).IsMember(valueSet, null, null, code, null) is { Known: true } verdict ? verdict.IsValid : null;
            default:
                return element.Type is { IsPrimitive: true } ? false : null;
        }
    }

    private static bool? IsCodingMember(Element coding, string valueSet, ICodeValidation codes)
    {
        if (coding.Child(s_code).GetString() is not { } code || coding.Child(s_system).GetString() is not { } system)
            return false;
        return codes.IsMember(valueSet, system, coding.Child(s_version).GetString(), code, null) is { Known: true } verdict ? verdict.IsValid : null;
    }

    /// <summary>A Coding by itself: whether its system has the code, and by that display.</summary>
    public static void Coding(Element coding, IssueSeverity severity, ValidationRun run)
    {
        if (coding.Child(s_code).GetString() is not { } code || coding.Child(s_system).GetString() is not { } system)
            return;
        var verdict = run.Codes.Exists(system, coding.Child(s_version).GetString(), code, coding.Child(s_display).GetString());
        if (!verdict.Known)
            return;
        if (!verdict.IsValid && run.KnowsSystem(system))
            run.Report(coding, IssueTypes.CodeInvalid, "VAL-CODE-UNKNOWN", $"{Quote(coding.Child(s_code))} is not a code of {system}.", "FHIR R4 datatypes.html#Coding", severity);
        else if (verdict.DisplayIsWrong)
            run.Report(coding, IssueTypes.CodeInvalid, "VAL-CODE-DISPLAY", $"The display is not that of {Quote(coding.Child(s_code))} of {system}.", "FHIR R4 datatypes.html#Coding", severity);
    }

    private static bool HasCode(Element element, TypeDefinition type) =>
        type.IsPrimitive ? element.HasValue : type.Name == "CodeableConcept" ? element.Child(s_coding).Child(s_code).Exists : element.Child(s_code).Exists;

    private static Element CodeOf(Element element, TypeDefinition type) =>
        type.IsPrimitive ? element : type.Name == "CodeableConcept" ? element.Child(s_coding).Child(s_code) : element.Child(s_code);

    /// <summary>A code may be quoted; what has spaces or is long may be a person's words, and is not.</summary>
    public static string Quote(Element code) => code.GetString() switch
    {
        null => "No code is given, so it",
        { Length: <= LongestQuote } text when !text.Contains(' ', StringComparison.Ordinal) => $"The code '{text}'",
        _ => "The code given",
    };
}
