using System.Text.Json;

[assembly: AssemblyFixture(typeof(Carewright.Synthesis.Tests.ClinicFixture))]

namespace Carewright.Synthesis.Tests;

/// <summary>One generated clinic of 400 patients, parsed once for all tests that read it.</summary>
public sealed class ClinicFixture
{
    public static readonly ClinicPlan Plan = new(400, 20260304, new DateOnly(2026, 3, 4));

    private readonly Dictionary<string, List<JsonElement>> _byType = new(StringComparer.Ordinal);

    public ClinicFixture()
    {
        foreach (var resource in ClinicGenerator.Generate(Plan))
        {
            using var document = JsonDocument.Parse(resource.Json);
            var root = document.RootElement.Clone();
            All.Add((resource, root));
            if (!_byType.TryGetValue(resource.ResourceType, out var list)) _byType[resource.ResourceType] = list = [];
            list.Add(root);
            ByReference[$"{resource.ResourceType}/{resource.Id}"] = root;
        }
    }

    public List<(SyntheticResource Resource, JsonElement Root)> All { get; } = [];

    public Dictionary<string, JsonElement> ByReference { get; } = new(StringComparer.Ordinal);

    public IReadOnlyCollection<string> Types => _byType.Keys;

    public IReadOnlyList<JsonElement> Of(string type) => _byType[type];

    /// <summary>The patient reference of each resource that has one, with its resources.</summary>
    public ILookup<string, JsonElement> OfPatient(string type) => Of(type).ToLookup(Read.Patient);

    public JsonElement Patient(JsonElement resource) => ByReference[Read.Patient(resource)];
}
