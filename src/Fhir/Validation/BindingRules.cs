using Carewright.Fhir.Definitions;
using Carewright.Fhir.Json;
using Carewright.Kernel;

namespace Carewright.Fhir.Validation;

/// <summary>Required bindings to value sets that the definitions enumerate (FHIR R4 terminologies.html#required).</summary>
internal static class BindingRules
{
    private static readonly ElementName s_coding = FhirModel.R4.ResolveName("coding");
    private static readonly ElementName s_system = FhirModel.R4.ResolveName("system");
    private static readonly ElementName s_code = FhirModel.R4.ResolveName("code");
    private static readonly ElementName s_extension = FhirModel.R4.ResolveName("extension");

    /// <summary>Checks an element whose value set is required.</summary>
    public static void Check(Element element, TypeDefinition type, ElementRules rule, ValidationRun run)
    {
        if (rule.ValueSet is not { } set)
        {
            // Not to be enumerated from the definitions: only terminology that the caller brings knows it.
            if (run.HasRequiredCodes)
                CodeRules.Check(element, rule.Definition.Binding!.Strength, rule.Definition.Binding.ValueSet, "FHIR R4 terminologies.html#strength", run, run.RequiredCodes);
            return;
        }
        switch (type.Name)
        {
            case "code" when element.HasValue && !Contains(set, element):
                Tell(element, Quote(element), set, run);
                break;
            case "Coding" when !HasCoding(set, element):
                Tell(element, Quote(element.Child(s_code)), set, run);
                break;
            case "CodeableConcept" when !HasConcept(set, element):
                Tell(element, Quote(element.Child(s_coding).Child(s_code)), set, run);
                break;
        }
    }

    private static bool Contains(ValueSetDefinition set, Element code) => code.IsEscaped ? set.Contains(null, code.GetString()!) : set.Contains(code.RawValue);

    private static bool HasCoding(ValueSetDefinition set, Element coding) =>
        coding.Child(s_code).GetString() is { } code && coding.Child(s_system).GetString() is { } system ? set.Contains(system, code) : coding.Child(s_extension).Exists;

    /// <summary>One coding of the value set is enough; an extension may say why there is none.</summary>
    private static bool HasConcept(ValueSetDefinition set, Element concept)
    {
        foreach (var coding in concept.Children(s_coding))
            if (HasCoding(set, coding))
                return true;
        return !concept.Child(s_coding).Exists && concept.Child(s_extension).Exists;
    }

    private static void Tell(Element element, string quote, ValueSetDefinition set, ValidationRun run) =>
        run.Report(element, IssueTypes.CodeInvalid, "VAL-CODE", $"{quote} is not in the required value set {set.Url}.", "FHIR R4 terminologies.html#required");

    private static string Quote(Element code) => CodeRules.Quote(code);
}
