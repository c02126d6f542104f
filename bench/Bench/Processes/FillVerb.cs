using System.Text.Json;
using System.Text.Json.Serialization;
using Carewright.Host.Consoles;
using Carewright.Migration.Importing;
using Carewright.Migration.Sources;
using Carewright.Security;

namespace Carewright.Bench.Processes;

/// <summary><c>fill DIR FILES</c>: makes the store, its tenant and its users, and imports the files as <c>import fhir</c> does. Prints one line of JSON.</summary>
internal static class FillVerb
{
    public const string Physician = "physician";
    public const string SystemInterface = "system-interface";
    private const string Password = "wright-a-bench-clinic";

    public static async Task<int> RunAsync(string data, string files)
    {
        await using var clinic = await BenchStore.OpenAsync(data, mayCreate: true);
        await using var console = new LocalConsole(clinic, ownsClinic: false);
        var import = new FhirImport(console.ImportAsync, new ImportJournal(Path.Combine(data, "import-journal")), TimeProvider.System);
        var report = await import.RunAsync(ImportSources.Find([files]), null, CancellationToken.None);
        if (report.RefusedCount > 0)
            await Console.Error.WriteLineAsync($"refused {report.RefusedCount}, the first: {report.Refused[0].Reference} {report.Refused[0].Issues[0].Message}");
        await console.InitAsync(new TenantDraft("Bench clinic", "administrator", "Administrator", Password), isDemonstration: true, CancellationToken.None);
        await AddAsync(console, Physician, Roles.Physician, "family-medicine");
        await AddAsync(console, SystemInterface, Roles.SystemInterface, null);
        var result = new FillResult(report.AcceptedCount, report.RefusedCount, report.Elapsed.TotalSeconds, Token(clinic, Physician), Token(clinic, SystemInterface));
        await Console.Out.WriteLineAsync(JsonSerializer.Serialize(result, ChildJson.Default.FillResult));
        return 0;
    }

    private static Task AddAsync(LocalConsole console, string user, string role, string? department) =>
        console.AddUserAsync(new AccountDraft(user, user, role, null, department, null, Password), CancellationToken.None);

    private static string Token(Host.Clinic clinic, string user) => clinic.Parts.Tokens.Issue(clinic.Parts.Accounts.Find(user)!, AccessTokens.MaxLifetime);
}

/// <summary>What <c>fill</c> did.</summary>
internal sealed record FillResult(long Accepted, long Refused, double Seconds, string PhysicianToken, string SystemToken);

/// <summary>What <c>raw-fill</c> did.</summary>
internal sealed record RawFillResult(long Resources, double Seconds);

/// <summary>The JSON between the bench and its children.</summary>
[JsonSerializable(typeof(FillResult))]
[JsonSerializable(typeof(RawFillResult))]
internal sealed partial class ChildJson : JsonSerializerContext;
