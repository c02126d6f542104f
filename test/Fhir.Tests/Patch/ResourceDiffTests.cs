using System.Text;
using Carewright.Fhir.Definitions;
using Carewright.Fhir.Json;
using Carewright.Fhir.Patch;
using Carewright.Fhir.Tests.Json;
using static Carewright.Fhir.Tests.Patch.Patches;

namespace Carewright.Fhir.Tests.Patch;

public sealed class ResourceDiffTests
{
    [Fact]
    public void The_same_has_no_operations() =>
        Assert.Equal("""{"resourceType":"Parameters"}""", Encoding.UTF8.GetString(ResourceDiff.Between(Document(Patient), Document(Patient)).Span));

    [Fact]
    public void A_difference_names_what_changed()
    {
        var to = Document("""{"resourceType":"Patient","id":"p","active":true,"name":[{"family":"One","given":["A"]},{"family":"Two"},{"text":"Three"}],"multipleBirthBoolean":true,"contact":[{"name":{"family":"D"}}]}""");
        var text = Encoding.UTF8.GetString(ResourceDiff.Between(Document(Patient), to).Span);
        foreach (var path in new[] { "Patient.name[0].given[1]", "Patient.birthDate", "Patient.multipleBirth", "Patient.contact[0].name.family" })
            Assert.Contains($"\"valueString\":\"{path}\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain("active", text, StringComparison.Ordinal);
        AssertLeads(Document(Patient), to);
    }

    [Theory]
    [InlineData("Patient")]
    [InlineData("Observation")]
    [InlineData("Questionnaire")]
    [InlineData("ValueSet")]
    [InlineData("Bundle")]
    [InlineData("Claim")]
    [InlineData("StructureDefinition")]
    public void A_difference_applied_gives_the_other(string type)
    {
        for (var seed = 0; seed < 60; seed++)
            AssertLeads(Make(seed, type), Make(seed + 1000, type));
    }

    [Fact]
    public void Of_any_type()
    {
        foreach (var type in FhirModel.R4.ResourceTypes.Where(type => !type.IsAbstract))
            AssertLeads(Make(1, type.Name), Make(2, type.Name));
    }

    private static ResourceDocument Make(int seed, string type)
    {
        var made = ResourceDocument.Parse(RandomResource.Make(seed, FhirModel.R4.FindType(type))).Document!;
        return ResourceDocument.Parse(ResourceEditor.Rewrite(made, new ResourceEdits { Id = "same", Drop = element => element.Parent == made.Root && element.Name is "meta" or "implicitRules" })).Document!;
    }

    private static void AssertLeads(ResourceDocument from, ResourceDocument to)
    {
        var diff = ResourceDocument.Parse(ResourceDiff.Between(from, to));
        var patch = FhirPathPatch.Parse(diff.Document!);
        Assert.True(patch.Patch is not null, string.Join("; ", patch.Issues.Select(issue => issue.Message)));
        var outcome = patch.Patch.Apply(from);
        var result = outcome.Document;
        Assert.True(result is not null, $"{string.Join("; ", outcome.Issues.Take(3).Select(issue => $"{issue.Code} {issue.Location} {issue.Message}"))}\n{Text(from)}\n{Text(to)}\n{Text(diff.Document!)}");
        Assert.True(ResourceEditor.ContentEquals(result, to), $"{Text(from)}\n{Text(to)}\n{Text(result)}\n{Text(diff.Document!)}");
    }

    private static string Text(ResourceDocument document) => Encoding.UTF8.GetString(document.Utf8.Span);
}
