using System.Globalization;
using System.Text;
using Carewright.Fhir.Definitions;
using Carewright.Fhir.Json;
using Carewright.Fhir.Packages;
using Carewright.Fhir.Profiles;
using Carewright.Fhir.Tests.Packages;

namespace Carewright.Fhir.Tests.Profiles;

/// <summary>Generated snapshots against those that the publisher shipped.</summary>
public sealed class SnapshotTests
{
    /// <summary>Every difference, with its reason.</summary>
    private static readonly Dictionary<string, string[]> s_differences = new()
    {
        ["6.1.0"] =
        [
            // The base is a profile of another guide (SDC), which US Core names as a dependency.
            "us-core-questionnaireresponse: SNAP-BASE",
            // The profile loosens a required binding of its base. Ours says so, and takes the profile's word as the publisher did.
            "us-core-vital-signs: SNAP-BINDING",
        ],
        ["7.0.0"] =
        [
            "us-core-questionnaireresponse: SNAP-BASE",
            "us-core-vital-signs: SNAP-BINDING",
            // The publisher copies the constraint of the extension's own profile to the slice; here that profile is applied to the extension.
            "us-core-patient: Patient.extension:race: constraints is '', published 'us-core-23'",
        ],
    };

    [Theory]
    [InlineData("6.1.0", 59)]
    [InlineData("7.0.0", 63)]
    public void Generated_snapshots_of_US_Core_are_the_published_ones(string version, int count)
    {
        var profiles = UsCore.Profiles(version);
        var differences = new List<string>();
        var definitions = UsCore.Package(version).Resources.Where(resource => resource.ResourceType == "StructureDefinition").OrderBy(resource => resource.Id, StringComparer.Ordinal).ToList();
        foreach (var resource in definitions)
        {
            var outcome = profiles.Snapshot(resource.Url!)!;
            differences.AddRange(outcome.Issues.Select(issue => $"{resource.Id}: {issue.Code}"));
            differences.AddRange(Compare(outcome.Snapshot!, resource.Open()!.Root.Child("snapshot")).Select(difference => $"{resource.Id}: {difference}"));
        }
        Assert.Equal(count, definitions.Count);
        Assert.Equal(s_differences[version].Order(StringComparer.Ordinal), differences.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_profile_and_extension_that_R4_publishes_has_a_snapshot()
    {
        var faults = new List<string>();
        foreach (var resource in DefinitionSet.R4.All("StructureDefinition"))
        {
            var outcome = ProfileSet.R4.Snapshot(resource.Url!)!;
            faults.AddRange(outcome.Issues.Select(issue => $"{resource.Id}: {issue.Code} {issue.Message}"));
            Assert.NotNull(outcome.Snapshot);
        }
        Assert.Equal(
            [
                // Published so: three conditions with names, and nothing that tells them apart.
                "familymemberhistory-genetic: SNAP-SLICING FamilyMemberHistory.condition: An element has slices and does not say what tells them apart.",
            ],
            faults);
    }

    private static IEnumerable<string> Compare(ProfileSnapshot generated, Element published)
    {
        var ours = generated.Entries().ToDictionary(entry => entry.Id);
        var theirs = published.Children("element").Select(element => (Id: element.Child("id").GetString()!, Element: element)).ToList();
        foreach (var id in ours.Keys.Except(theirs.Select(element => element.Id)))
            yield return $"{id}: not published";
        foreach (var (id, element) in theirs)
        {
            if (!ours.TryGetValue(id, out var entry))
            {
                yield return $"{id}: not generated";
                continue;
            }
            foreach (var (what, mine, other) in Facts(entry, element))
                if (mine != other)
                    yield return $"{id}: {what} is '{mine}', published '{other}'";
        }
        var order = theirs.Select(element => element.Id).Where(ours.ContainsKey);
        if (!ours.Keys.Intersect(theirs.Select(element => element.Id)).SequenceEqual(order))
            yield return "order";
    }

    private static IEnumerable<(string What, string Ours, string Theirs)> Facts(SnapshotEntry entry, Element published)
    {
        var element = entry.Element;
        yield return ("path", entry.Path, Text(published, "path"));
        yield return ("sliceName", element.SliceName ?? "", Text(published, "sliceName"));
        yield return ("min", element.Min.ToString(CultureInfo.InvariantCulture), Text(published, "min"));
        yield return ("max", element.Max == int.MaxValue ? "*" : element.Max.ToString(CultureInfo.InvariantCulture), Text(published, "max"));
        var types = published.Children("type").ToList();
        if (!types.Any(type => Text(type, "code").StartsWith("http://hl7.org/fhirpath/", StringComparison.Ordinal)))
            yield return ("types", Types(element), string.Join(" ", types.Select(Type).Order(StringComparer.Ordinal)));
        yield return ("content", element.ContentReference ?? "", Text(published, "contentReference").Replace("http://hl7.org/fhir/StructureDefinition/" + entry.Path.Split('.')[0], "", StringComparison.Ordinal));
        yield return ("binding", Binding(element), Binding(published.Child("binding")));
        yield return ("fixed", Json(element.Fixed), Json(published.Child("fixed")));
        yield return ("pattern", Json(element.Pattern), Json(published.Child("pattern")));
        yield return ("mustSupport", element.MustSupport ? "true" : "", Text(published, "mustSupport").Replace("false", "", StringComparison.Ordinal));
        yield return ("isModifier", element.IsModifier ? "true" : "", Text(published, "isModifier").Replace("false", "", StringComparison.Ordinal));
        var ofType = element.Types.SelectMany(type => FhirModel.R4.FindType(type.Code)?.Invariants ?? []).Select(invariant => invariant.Key).Append("ele-1").ToHashSet();
        yield return ("constraints", Keys(element.Constraints.Select(constraint => constraint.Invariant.Key), ofType), Keys(published.Children("constraint").Select(constraint => Text(constraint, "key")), ofType));
        // Published snapshots say that extensions are sliced by url even where there is no slice.
        if (element.Slices.Count > 0 || element.Name is not ("extension" or "modifierExtension"))
            yield return ("slicing", Slicing(element.Slicing), Slicing(published.Child("slicing")));
    }

    /// <summary>What the type itself demands is published with some elements and not with others.</summary>
    private static string Keys(IEnumerable<string> keys, HashSet<string> ofType) => string.Join(" ", keys.Where(key => !ofType.Contains(key)).Distinct().Order(StringComparer.Ordinal));

    private static string Types(SnapshotElement element) => string.Join(" ", element.Types
        .Select(type => $"{type.Code}({string.Join(",", type.Profiles)})({string.Join(",", type.Targets)})").Order(StringComparer.Ordinal));

    private static string Type(Element type) => $"{Text(type, "code")}({Texts(type, "profile")})({Texts(type, "targetProfile")})";

    private static string Binding(SnapshotElement element) =>
        element.Binding is { } binding ? $"{binding.Strength.ToString().ToLowerInvariant()} {binding.ValueSet.Split('|')[0]}" : "";

    private static string Binding(Element binding) => binding.Child("valueSet").Exists ? $"{Text(binding, "strength")} {Text(binding, "valueSet").Split('|')[0]}" : "";

    private static string Slicing(SnapshotSlicing? slicing) => slicing is null
        ? ""
        : string.Join(",", slicing.Discriminators.Select(item => $"{item.Type}:{item.Path}")) + $" {slicing.Rules} {(slicing.IsOrdered ? "ordered" : "")}";

    private static string Slicing(Element slicing) => !slicing.Exists
        ? ""
        : string.Join(",", slicing.Children("discriminator").Select(item => $"{Text(item, "type")}:{Text(item, "path")}"))
            + $" {Text(slicing, "rules")} {(Text(slicing, "ordered") == "true" ? "ordered" : "")}";

    private static string Json(Element element) => element.Exists ? Encoding.UTF8.GetString(element.RawJson).Replace(" ", "", StringComparison.Ordinal).Replace("\r", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal) : "";

    private static string Text(Element element, string name) => element.Child(name).GetString() ?? "";

    private static string Texts(Element element, string name) => string.Join(",", element.Children(name).Select(item => item.GetString()));
}
