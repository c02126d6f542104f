using Carewright.Fhir.Json;

namespace Carewright.Fhir.Path.Functions;

/// <summary>
/// memberOf, subsumes and subsumedBy (FHIR R4 fhirpath.html#functions). A value set or code system that is not at hand gives empty, which no invariant
/// takes for true: an answer of false would be a lie.
/// </summary>
internal static class TerminologyFunctions
{
    public static IEnumerable<PathFunction> All =>
    [
        new("memberOf", 1, 1, "System.Boolean", static call => MemberOf(call.Argument(0))),
        new("subsumes", 1, 1, "System.Boolean", static call => Subsumes(call.Argument(0), inputIsAncestor: true)),
        new("subsumedBy", 1, 1, "System.Boolean", static call => Subsumes(call.Argument(0), inputIsAncestor: false)),
    ];

    private static PathStep MemberOf(PathOperation valueSet) => (evaluation, start) =>
    {
        bool hasInput = evaluation.TakeSingle(start, out FhirPathValue item);
        valueSet(evaluation);
        if (evaluation.TakeString(start, out string url) && hasInput)
        {
            IFhirPathTerminology terminology = TerminologyOf(evaluation);
            evaluation.PushTruth(AnyOf(CodingsOf(item).Select(coding => terminology.IsMember(url, coding.System, coding.Code))));
        }
    };

    private static PathStep Subsumes(PathOperation other, bool inputIsAncestor) => (evaluation, start) =>
    {
        bool hasInput = evaluation.TakeSingle(start, out FhirPathValue input);
        other(evaluation);
        if (evaluation.TakeSingle(start, out FhirPathValue argument) && hasInput)
        {
            IFhirPathTerminology terminology = TerminologyOf(evaluation);
            List<CodingValue> above = CodingsOf(inputIsAncestor ? input : argument), below = CodingsOf(inputIsAncestor ? argument : input);
            evaluation.PushTruth(AnyOf(above.SelectMany(a => below.Select(b => Subsumes(terminology, a, b)))));
        }
    };

    private static bool? Subsumes(IFhirPathTerminology terminology, CodingValue above, CodingValue below)
    {
        string? system = above.System ?? below.System;
        return system is null ? null : (below.System ?? system) == system ? terminology.Subsumes(system, above.Code, below.Code) : false;
    }

    private static IFhirPathTerminology TerminologyOf(Evaluation evaluation) => evaluation.Context.Terminology ?? new DefinitionTerminology(evaluation.Model);

    private static bool? AnyOf(IEnumerable<bool?> answers)
    {
        bool? result = false;
        foreach (bool? answer in answers)
        {
            if (answer == true)
            {
                return true;
            }

            result = answer is null ? null : result;
        }

        return result;
    }

    private static List<CodingValue> CodingsOf(in FhirPathValue item)
    {
        if (item.TryGetString(out string code))
        {
            return [new CodingValue(null, code)];
        }

        if (!item.IsElement)
        {
            throw Evaluation.Error(FhirPathErrors.Operand, $"A code, Coding or CodeableConcept is expected here, not {item.TypeName}.");
        }

        Element element = item.Element;
        return element.Type?.Name == "CodeableConcept" ? [.. element.Children("coding").SelectMany(Coding)] : [.. Coding(element)];
    }

    private static IEnumerable<CodingValue> Coding(Element coding) =>
        coding.Child("code").GetString() is { } code ? [new CodingValue(coding.Child("system").GetString(), code)] : [];

    private readonly record struct CodingValue(string? System, string Code);
}
