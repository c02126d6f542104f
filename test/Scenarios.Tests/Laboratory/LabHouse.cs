using System.Text;
using System.Text.Json.Nodes;
using Carewright.Sandbox.Catalogue;
using Carewright.Scenarios.Tests.Running;

namespace Carewright.Scenarios.Tests.Laboratory;

/// <summary>A running clinic with a laboratory, whose catalogue can be loaded.</summary>
internal sealed class LabHouse : IAsyncDisposable
{
    internal const string Lab = "north-lab";
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    private LabHouse(RunningClinic clinic, Door administrator, Door doctor) => (Clinic, Administrator, Doctor) = (clinic, administrator, doctor);

    internal RunningClinic Clinic { get; }

    internal Door Administrator { get; }

    internal Door Doctor { get; }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    internal static async Task<LabHouse> NewAsync()
    {
        var clinic = await RunningClinic.NewAsync();
        await clinic.FillAsync(
        [
            Chart.Resource($$"""{ "resourceType": "Organization", "id": "{{Lab}}", "name": "North Laboratory" }"""),
            Chart.Resource("""{ "resourceType": "Practitioner", "id": "doc", "name": [{ "family": "Testdoctor", "given": ["Dora"] }], "identifier": [{ "system": "http://hl7.org/fhir/sid/us-npi", "value": "1234567893" }] }"""),
            Chart.Patient("ina", "Testperson", "Ina"),
        ]);
        return new LabHouse(clinic, await clinic.AddUserAsync("administrator", "administrator"), await clinic.AddUserAsync("doctor", "physician", fhirUser: "Practitioner/doc"));
    }

    internal Task<Reply> LoadAsync(string tests, string? questions = null, string lab = Lab, Door? door = null) => (door ?? Administrator).SendBytesAsync(
        HttpMethod.Put, $"laboratory/catalogues/{lab}", Encoding.UTF8.GetBytes(new JsonObject { ["tests"] = tests, ["questions"] = questions }.ToJsonString()), "application/json");

    internal Task<Reply> LoadOwnAsync() => LoadAsync(CatalogueCsv.Tests(), CatalogueCsv.Questions());

    /// <summary>The codes of what is found, as soon as it is what is expected.</summary>
    internal async Task<IReadOnlyList<JsonObject>> FindAsync(string words, Func<IReadOnlyList<string>, bool> expected)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        end.CancelAfter(s_patience);
        while (true)
        {
            var tests = (await Doctor.GetAsync($"laboratory/catalogue?lab={Lab}&q={Uri.EscapeDataString(words)}")).Expect(200).Json["tests"]!.AsArray().Select(test => test!.AsObject()).ToList();
            if (expected([.. tests.Select(test => (string)test["code"]!)]))
                return tests;
            await Task.Delay(20, end.Token);
        }
    }

    public ValueTask DisposeAsync() => Clinic.DisposeAsync();
}
