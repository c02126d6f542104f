using Carewright.Fhir.Json;

namespace Carewright.Fhir.Path;

/// <summary>The variables that the environment defines (FHIRPath, Environment variables; FHIR R4 fhirpath.html#vars), and the caller's own.</summary>
internal static class EnvironmentVariables
{
    private const string StructureDefinitions = "http://hl7.org/fhir/StructureDefinition/";
    private const string ValueSets = "http://hl7.org/fhir/ValueSet/";

    public static bool IsReserved(string name) => name is "context" or "resource" or "rootResource" || Constant(name) is not null;

    public static PathOperation Build(string name, int position)
    {
        if (Constant(name) is { } text)
        {
            FhirPathValue value = FhirPathValue.Of(text);
            return evaluation => evaluation.Push(value);
        }

        return name switch
        {
            "context" => static evaluation => evaluation.Push(evaluation.Context.Focus),
            "resource" => static evaluation => PushElement(evaluation, Resource(evaluation)),
            "rootResource" => static evaluation => PushElement(evaluation, RootResource(evaluation)),
            _ => User(name, position),
        };
    }

    public static Element Resource(Evaluation evaluation) => evaluation.Context.Resource.Exists ? evaluation.Context.Resource : First(evaluation).Resource;

    /// <summary>The resource that holds contained ones: a Bundle's entry is a root of its own.</summary>
    public static Element RootResource(Evaluation evaluation)
    {
        if (evaluation.Context.RootResource.Exists)
        {
            return evaluation.Context.RootResource;
        }

        Element resource = Resource(evaluation);
        return resource.Exists && resource.Name == "contained" ? resource.Parent.Resource : resource;
    }

    private static string? Constant(string name) => name switch
    {
        "ucum" => "http://unitsofmeasure.org",
        "sct" => "http://snomed.info/sct",
        "loinc" => "http://loinc.org",
        "us-zip" => "[0-9]{5}(-[0-9]{4}){0,1}",
        _ when name.StartsWith("vs-", StringComparison.Ordinal) => ValueSets + name["vs-".Length..],
        _ when name.StartsWith("ext-", StringComparison.Ordinal) => StructureDefinitions + name["ext-".Length..],
        _ => null,
    };

    private static PathOperation User(string name, int position) => evaluation =>
    {
        if (evaluation.Context.Variables is not { } variables || !variables.TryGetValue(name, out FhirPathCollection value))
        {
            throw new FhirPathException(FhirPathErrors.Variable, $"There is no %{name}.", position);
        }

        evaluation.Push(value);
    };

    private static Element First(Evaluation evaluation) => evaluation.Context.Focus.Count > 0 ? evaluation.Context.Focus[0].Element : default;

    private static void PushElement(Evaluation evaluation, Element element)
    {
        if (element.Exists)
        {
            evaluation.Push(FhirPathValue.Of(element));
        }
    }
}
