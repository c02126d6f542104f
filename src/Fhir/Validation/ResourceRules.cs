using Carewright.Fhir.Definitions;
using Carewright.Fhir.Json;

namespace Carewright.Fhir.Validation;

/// <summary>What single resource types demand in words rather than in invariants.</summary>
internal static class ResourceRules
{
    public static void Check(Element resource, TypeDefinition type, ValidationRun run)
    {
        switch (type.Name)
        {
            case "Questionnaire":
                QuestionnaireRules.Check(resource, run);
                break;
            case "QuestionnaireResponse":
                ResponseRules.Check(resource, run);
                break;
            case "SearchParameter":
                SearchParameterRules.Check(resource, run);
                break;
            case "StructureDefinition":
                StructureRules.Check(resource, run);
                break;
        }
    }
}
