using System.Text.Json.Nodes;
using Carewright.Fhir.Definitions;

namespace Carewright.Scenarios.Tests.Running;

/// <summary>A small valid resource of every R4 type, made from the definitions: what is required, and a link to one patient wherever the type has a place for it.</summary>
internal static class SampleResources
{
    private static readonly string[] s_patientElements = ["subject", "patient", "beneficiary", "individual", "for", "candidate", "deliverTo"];

    /// <summary>Every concrete R4 resource type.</summary>
    internal static IReadOnlyList<string> Types { get; } = [.. FhirModel.R4.ResourceTypes.Where(type => !type.IsAbstract).Select(type => type.Name)];

    /// <summary>The sample of a type.</summary>
    /// <param name="type">Resource type.</param>
    /// <param name="id">Its id.</param>
    /// <param name="patient">Id of the patient it is about.</param>
    internal static JsonObject Of(string type, string id, string patient)
    {
        var resource = new JsonObject { ["resourceType"] = type, ["id"] = id };
        var definition = FhirModel.R4.FindType(type)!;
        Fill(resource, definition, patient);
        foreach (var element in definition.Elements.Where(element => s_patientElements.Contains(element.Name) && !resource.ContainsKey(element.Name)))
        {
            if (element.Types.FirstOrDefault(one => one.Type.Name == "Reference" && (one.TargetTypes.Count == 0 || one.TargetTypes.Contains("Patient") || one.TargetTypes.Contains("Resource"))) is not null)
                resource[element.IsChoice ? element.Name + "Reference" : element.Name] = Repeated(element, new JsonObject { ["reference"] = "Patient/" + patient });
        }
        Adjust(type, resource, patient);
        return resource;
    }

    // What invariants ask for beyond required elements, and the links that are not named after the patient.
    private static void Adjust(string type, JsonObject resource, string patient)
    {
        var more = Overrides(type, patient);
        foreach (var (name, value) in more.ToList())
        {
            more.Remove(name);
            resource[name] = value;
        }
    }

    private static JsonObject Overrides(string type, string patient) => JsonNode.Parse((type switch
    {
        "AllergyIntolerance" => """{"clinicalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical","code":"active"}]}}""",
        "Appointment" => """{"status":"booked","start":"2026-01-02T10:00:00Z","end":"2026-01-02T10:30:00Z","participant":[{"actor":{"reference":"Patient/OWN"},"status":"accepted"}]}""",
        "AppointmentResponse" => """{"actor":{"reference":"Patient/OWN"}}""",
        "Bundle" => """{"type":"collection"}""",
        "CapabilityStatement" => """{"kind":"requirements","description":"sample","rest":[{"mode":"server"}]}""",
        "Consent" => """{"policy":[{"uri":"http://example.org/sample"}]}""",
        "EventDefinition" => """{"trigger":[{"type":"named-event","name":"sample"}]}""",
        "ImmunizationRecommendation" => """{"recommendation":[{"vaccineCode":[{"text":"sample"}],"forecastStatus":{"text":"sample"}}]}""",
        "InsurancePlan" or "Organization" => """{"name":"Sample"}""",
        "Linkage" => """{"item":[{"type":"source","resource":{"reference":"Patient/OWN"}},{"type":"alternate","resource":{"reference":"Patient/OWN"}}]}""",
        "Patient" => """{"name":[{"family":"Sample","given":["Of Types"]}]}""",
        "Subscription" => """{"status":"off"}""",
        "StructureDefinition" => """{"type":"Basic","differential":{"element":[{"id":"Basic","path":"Basic"}]}}""",
        "TerminologyCapabilities" => """{"kind":"requirements","description":"sample"}""",
        _ => "{}",
    }).Replace("OWN", patient, StringComparison.Ordinal))!.AsObject();

    private static void Fill(JsonObject target, TypeDefinition type, string patient)
    {
        foreach (var element in type.Elements.Where(element => element.Min > 0))
        {
            var chosen = element.Types[0];
            var name = element.IsChoice ? element.Name + char.ToUpperInvariant(chosen.Type.Name[0]) + chosen.Type.Name[1..] : element.Name;
            target[name] = Repeated(element, Value(element, chosen, patient));
        }
    }

    private static JsonNode Repeated(ElementDefinition element, JsonNode value) => element.IsRepeating ? new JsonArray(value) : value;

    private static JsonNode Value(ElementDefinition element, ElementType chosen, string patient) => chosen.Type.Name switch
    {
        "code" => Code(element).Code,
        "CodeableConcept" => Concept(element),
        "Coding" => Coding(element),
        "Reference" => new JsonObject { ["reference"] = chosen.TargetTypes.Count == 0 || chosen.TargetTypes.Contains("Patient") ? "Patient/" + patient : chosen.TargetTypes[0] + "/sample" },
        "Resource" => new JsonObject { ["resourceType"] = "Basic", ["code"] = new JsonObject { ["text"] = "sample" } },
        _ when chosen.Type.IsPrimitive => Primitive(chosen.Type.Name),
        _ => Complex(chosen.Type, patient),
    };

    private static JsonNode Primitive(string type) => type switch
    {
        "boolean" => true,
        "integer" or "positiveInt" or "unsignedInt" => 1,
        "decimal" => 1.5,
        "date" => "2026-01-02",
        "dateTime" or "instant" => "2026-01-02T03:04:05Z",
        "time" => "03:04:05",
        "uri" or "url" or "canonical" => "http://example.org/sample",
        "oid" => "urn:oid:1.2.3",
        "uuid" => "urn:uuid:0f0e0d0c-0b0a-4908-8706-050403020100",
        "base64Binary" => "AAAA",
        _ => "sample",
    };

    private static JsonObject Complex(TypeDefinition type, string patient)
    {
        var value = new JsonObject();
        Fill(value, type, patient);
        if (value.Count > 0)
            return value;
        return type.Name switch
        {
            "Period" => new JsonObject { ["start"] = "2026-01-02" },
            "Quantity" or "Money" or "SimpleQuantity" or "Duration" or "Age" or "Distance" or "Count" => new JsonObject { ["value"] = 1 },
            "HumanName" or "Address" => new JsonObject { ["text"] = "sample" },
            "Attachment" => new JsonObject { ["contentType"] = "text/plain", ["data"] = "AAAA" },
            "Timing" => new JsonObject { ["event"] = new JsonArray("2026-01-02") },
            "Range" => new JsonObject { ["low"] = new JsonObject { ["value"] = 1 } },
            "Identifier" or "ContactPoint" => new JsonObject { ["value"] = "sample" },
            "Expression" or "DataRequirement" => new JsonObject(),
            _ => OneOptional(type, patient),
        };
    }

    // A backbone element must not be empty: its first plain element serves.
    private static JsonObject OneOptional(TypeDefinition type, string patient)
    {
        var element = type.Elements.First(one => one.Name is not ("id" or "extension" or "modifierExtension") && one.Types[0].Type is { IsPrimitive: true } or { Name: "CodeableConcept" or "Reference" or "Coding" });
        var name = element.IsChoice ? element.Name + char.ToUpperInvariant(element.Types[0].Type.Name[0]) + element.Types[0].Type.Name[1..] : element.Name;
        return new JsonObject { [name] = Repeated(element, Value(element, element.Types[0], patient)) };
    }

    private static JsonObject Concept(ElementDefinition element) =>
        element.Binding?.Strength == BindingStrength.Required && FhirModel.R4.FindValueSet(element.Binding.ValueSet) is not null
            ? new JsonObject { ["coding"] = new JsonArray(Coding(element)) }
            : new JsonObject { ["text"] = "sample" };

    private static JsonObject Coding(ElementDefinition element)
    {
        var (system, code) = Code(element);
        return system is null ? new JsonObject { ["code"] = code } : new JsonObject { ["system"] = system, ["code"] = code };
    }

    private static (string? System, string Code) Code(ElementDefinition element)
    {
        if (element.Binding is not { } binding || FhirModel.R4.FindValueSet(binding.ValueSet) is not { } set)
            return (null, element.Name == "language" ? "en" : "sample");
        foreach (var system in set.Systems)
        {
            if (set.CodesOf(system).FirstOrDefault() is { } code)
                return (system, code);
        }
        return (null, "sample");
    }
}
