using System.Text;
using Carewright.Fhir.Definitions;

namespace Carewright.Fhir.Tests.Definitions;

public sealed class FhirModelTests
{
    private static readonly FhirModel s_model = FhirModel.R4;

    [Fact]
    public void Resource_types_are_those_that_the_code_system_of_R4_lists()
    {
        var listed = s_model.FindCodeSystem("http://hl7.org/fhir/resource-types")!.Concepts.Select(c => c.Code).Where(c => c is not ("Resource" or "DomainResource"));
        Assert.Equal(listed.Order(StringComparer.Ordinal), s_model.ResourceTypes.Select(t => t.Name));
        Assert.Equal(146, s_model.ResourceTypes.Count);
    }

    [Fact]
    public void Data_types_are_those_that_the_code_system_of_R4_lists()
    {
        // The list has profiles on Quantity, which are not types.
        var listed = s_model.FindCodeSystem("http://hl7.org/fhir/data-types")!.Concepts.Select(c => c.Code)
            .Except(["MoneyQuantity", "SimpleQuantity"]);
        Assert.Equal(listed.Order(StringComparer.Ordinal), s_model.Types.Where(t => t.Kind is TypeKind.Primitive or TypeKind.Complex).Select(t => t.Name).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("Patient", "name", 0, int.MaxValue, "HumanName")]
    [InlineData("Patient", "birthDate", 0, 1, "date")]
    [InlineData("Patient", "id", 0, 1, "id")]
    [InlineData("Patient", "contact", 0, int.MaxValue, "Patient.contact")]
    [InlineData("Patient.contact", "name", 0, 1, "HumanName")]
    [InlineData("HumanName", "id", 0, 1, "string")]
    [InlineData("Extension", "url", 1, 1, "uri")]
    [InlineData("Observation", "code", 1, 1, "CodeableConcept")]
    [InlineData("Narrative", "div", 1, 1, "xhtml")]
    [InlineData("Bundle.entry", "link", 0, int.MaxValue, "Bundle.link")]
    [InlineData("Bundle.entry", "resource", 0, 1, "Resource")]
    [InlineData("Questionnaire.item", "item", 0, int.MaxValue, "Questionnaire.item")]
    [InlineData("Timing", "repeat", 0, 1, "Timing.repeat")]
    [InlineData("string", "extension", 0, int.MaxValue, "Extension")]
    public void Elements_are_as_published(string type, string name, int min, int max, string elementType)
    {
        var element = s_model.FindType(type)!.FindElement(name)!;
        Assert.Equal((min, max, elementType), (element.Min, element.Max, Assert.Single(element.Types).Type.Name));
        Assert.Same(element, s_model.FindType(type)!.FindByJsonName(Encoding.UTF8.GetBytes(name), out var choiceType));
        Assert.Null(choiceType);
    }

    [Fact]
    public void Choices_are_found_by_the_name_that_carries_the_type()
    {
        var observation = s_model.FindType("Observation"u8)!;
        Assert.Equal("value", observation.FindByJsonName("valueQuantity"u8, out var type)!.Name);
        Assert.Equal("Quantity", type!.Name);
        Assert.Equal("Observation.value[x]", observation.FindElement("value")!.Path);
        Assert.Null(observation.FindByJsonName("valueAddress"u8, out _));
        Assert.Null(observation.FindByJsonName("value"u8, out _));
        Assert.Null(observation.FindByJsonName("_status"u8, out _));
        Assert.Null(observation.FindElement("valueQuantity"));
    }

    [Fact]
    public void Every_json_name_of_every_type_is_found_and_nothing_near_it()
    {
        Assert.True(s_model.Types.Sum(t => t.Elements.Count) < ushort.MaxValue);
        foreach (var type in s_model.Types)
        {
            Assert.True(type.Elements.Count <= 64, type.Name);
            foreach (var element in type.Elements)
            {
                Assert.NotEmpty(element.Types);
                foreach (var choice in element.Types)
                {
                    var name = element.IsChoice ? element.Name + char.ToUpperInvariant(choice.Type.Name[0]) + choice.Type.Name[1..] : element.Name;
                    Assert.Same(element, type.FindByJsonName(Encoding.UTF8.GetBytes(name), out _));
                    Assert.Null(type.FindByJsonName(Encoding.UTF8.GetBytes(name + "z"), out _));
                }
            }
        }
    }

    [Fact]
    public void What_later_versions_of_FHIR_added_is_not_there()
    {
        Assert.Null(s_model.FindType("SubscriptionStatus"));
        Assert.Null(s_model.FindType("Binary")!.FindElement("url"));
        Assert.Null(s_model.FindType("ResearchStudy")!.FindElement("recruitment"));
        Assert.Null(s_model.FindType("EvidenceVariable.characteristic.definitionByCombination"));
        Assert.Null(s_model.FindType("MetadataResource"));
    }

    [Fact]
    public void Types_know_what_they_specialise()
    {
        bool IsSubtype(string type, string of) => s_model.FindType(type)!.IsSubtypeOf(s_model.FindType(of)!);
        Assert.True(IsSubtype("Age", "Quantity") && IsSubtype("Age", "Element") && IsSubtype("code", "string") && IsSubtype("canonical", "uri"));
        Assert.True(IsSubtype("Patient", "DomainResource") && IsSubtype("Bundle", "Resource") && IsSubtype("Patient.contact", "BackboneElement") && IsSubtype("Timing.repeat", "Element"));
        Assert.False(IsSubtype("Bundle", "DomainResource") || IsSubtype("Quantity", "Age"));
        Assert.Equal((TypeKind.Primitive, PrimitiveKind.DateTime), (s_model.FindType("dateTime")!.Kind, s_model.FindType("dateTime")!.Primitive));
    }

    [Fact]
    public void Flags_bindings_targets_and_invariants_are_as_published()
    {
        var patient = s_model.FindType("Patient")!;
        Assert.True(patient.FindElement("active") is { IsModifier: true, IsSummary: true });
        Assert.Equal(new BindingDefinition(BindingStrength.Required, "http://hl7.org/fhir/ValueSet/administrative-gender"), patient.FindElement("gender")!.Binding);
        Assert.Equal(["Organization", "Practitioner", "PractitionerRole"], patient.FindElement("generalPractitioner")!.Types[0].TargetTypes);
        Assert.Equal(["dom-2", "dom-3", "dom-4", "dom-5", "dom-6"], patient.Invariants.Select(i => i.Key));
        Assert.True(patient.Invariants[4] is { IsBestPractice: true, IsError: false });
        Assert.Equal(["ele-1", "pat-1"], s_model.FindType("Patient.contact")!.Invariants.Select(i => i.Key).Order(StringComparer.Ordinal));
        Assert.Empty(patient.FindElement("contact")!.Invariants);
        Assert.Empty(patient.FindElement("name")!.Invariants);
        Assert.Contains("ele-1", s_model.FindType("HumanName")!.Invariants.Select(i => i.Key));
        Assert.Contains("obs-3", s_model.FindType("Observation")!.FindElement("referenceRange")!.Types[0].Type.Invariants.Select(i => i.Key));
        Assert.True(s_model.FindType("Extension")!.FindElement("url")!.IsXmlAttribute && !patient.FindElement("id")!.IsXmlAttribute);
    }

    [Fact]
    public void Search_parameters_are_found_with_those_inherited()
    {
        Assert.Equal("token", s_model.FindSearchParameter("Patient", "_id")!.Type);
        Assert.Equal("date", s_model.FindSearchParameter("Patient", "birthdate")!.Type);
        Assert.Same(s_model.FindSearchParameter("Observation", "patient"), s_model.FindSearchParameter("Condition", "patient"));
        Assert.Null(s_model.FindSearchParameter("Patient", "nonsense"));
        Assert.Null(s_model.FindSearchParameter("Pacient", "_id"));
        Assert.Null(s_model.FindSearchParameter("Bundle", "_text"));
        Assert.Contains("Patient", s_model.FindSearchParameter("Observation", "subject")!.Targets);
        var composite = s_model.FindSearchParameter("Observation", "code-value-quantity")!;
        Assert.Equal(["code", "value-quantity"], composite.Components.Select(c => c.Parameter!.Code));
        Assert.All(s_model.SearchParameters, p => Assert.All(p.Components, c => Assert.NotNull(c.Parameter)));
        Assert.Equal(s_model.SearchParameters.Count, s_model.SearchParameters.Select(p => p.Index).Distinct().Count());
        Assert.True(s_model.SearchParameters.Count > 1300);
    }

    [Fact]
    public void The_patient_compartment_names_its_links()
    {
        Assert.Equal(["subject", "performer"], s_model.PatientCompartment.ParametersOf("Observation"));
        Assert.Empty(s_model.PatientCompartment.ParametersOf("Organization"));
        Assert.All(s_model.PatientCompartment.Links, link => Assert.All(link.Value, code => Assert.NotNull(s_model.FindSearchParameter(link.Key, code))));
    }

    [Fact]
    public void Value_sets_of_required_bindings_can_be_enumerated_with_known_exceptions()
    {
        var missing = s_model.Types.SelectMany(t => t.Elements).Where(e => e.Binding is { Strength: BindingStrength.Required })
            .Select(e => e.Binding!.ValueSet).Distinct().Where(v => s_model.FindValueSet(v) is null).Order(StringComparer.Ordinal);
        // Currencies, MIME types and units come from outside HL7 and have no list here; the last is one of LOINC's.
        Assert.Equal(["http://hl7.org/fhir/ValueSet/currencies", "http://hl7.org/fhir/ValueSet/mimetypes",
            "http://hl7.org/fhir/ValueSet/ucum-units", "http://loinc.org/vs/LL379-9"], missing);
    }

    [Fact]
    public void Codes_are_in_value_sets_or_not()
    {
        var gender = s_model.FindValueSet("http://hl7.org/fhir/ValueSet/administrative-gender|4.0.1")!;
        Assert.True(gender.Contains("http://hl7.org/fhir/administrative-gender", "male") && gender.Contains(null, "unknown") && gender.Contains("other"u8));
        Assert.False(gender.Contains(null, "m") || gender.Contains("Male"u8) || gender.Contains("http://x", "male"));
        Assert.Equal(4, gender.Count);
        Assert.Null(s_model.FindValueSet("http://hl7.org/fhir/ValueSet/condition-code"));
    }

    [Fact]
    public void Code_systems_have_their_hierarchy()
    {
        var system = s_model.FindCodeSystem("http://terminology.hl7.org/CodeSystem/v3-ActCode")!;
        Assert.True(system.Subsumes("_ActEncounterCode", "AMB") && system.Subsumes("AMB", "AMB"));
        Assert.False(system.Subsumes("AMB", "_ActEncounterCode") || system.Subsumes("AMB", "nonsense"));
        Assert.Contains("EMER", system.SelfAndDescendants("_ActEncounterCode"));
        Assert.Equal("ambulatory", system.Find("AMB")!.Display);
        Assert.Null(s_model.FindCodeSystem("http://snomed.info/sct"));
    }
}
