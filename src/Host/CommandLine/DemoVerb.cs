using System.CommandLine;
using System.Net;
using Carewright.Gateway.Importing;
using Carewright.Host.CommandLine.Demonstration;
using Carewright.Host.Consoles;
using Carewright.Host.Serving;
using Carewright.Migration.Importing;
using Carewright.Sandbox.Analyser;
using Carewright.Security;
using Carewright.Storage.Sealing;
using Carewright.Synthesis;

namespace Carewright.Host.CommandLine;

/// <summary><c>demo</c>: a sealed store filled with a generated clinic, served on this machine beside simulated partners, with one sign-in per role printed.</summary>
internal static class DemoVerb
{
    // A demonstration's secrets are printed and the same everywhere; nothing but generated people is ever kept under them.
    private const string Passphrase = "carewright demonstration store";
    private const string Password = "wright-a-demo-clinic";
    private const int Patients = 300;
    private const ulong Seed = 20;

    internal static Command Create()
    {
        var (data, port) = (StoreOptions.Data(), StoreOptions.Port());
        var fresh = new Option<bool>("--fresh") { Description = "Throw the demo store away and make it anew." };
        var command = new Command("demo", "Serve a generated clinic on this machine.") { data, port, fresh };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetValue(data)!, parsed.GetValue(port), parsed.GetValue(fresh), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(DirectoryInfo data, int port, bool fresh, CancellationToken cancellationToken)
    {
        if (fresh && data.Exists)
            data.Delete(recursive: true);
        var plan = PlanFor(data);
        await using var clinic = await UpVerb.OpenAsync(data, new PassphraseKeyProvider(Passphrase), cancellationToken).ConfigureAwait(false);
        await FillAsync(clinic, plan, cancellationToken).ConfigureAwait(false);
        // Nobody who only looks should need an authenticator app. A demo store that is older than second factors is given the setting now.
        if (!clinic.Parts.SignIn.IsChosen)
            await clinic.Parts.SignIn.ChangeAsync(SignInPolicy.OfDemonstration, cancellationToken).ConfigureAwait(false);
        await using var server = await UpVerb.StartAsync(clinic, new ServerOptions(data, IPAddress.Loopback, port, UpVerb.App()), cancellationToken).ConfigureAwait(false);
        await using var partners = await DemoPartners.StartAsync(new LocalConsole(clinic, ownsClinic: false), data, plan, cancellationToken).ConfigureAwait(false);
        Print(server.Address, plan);
        // Reading the console cannot be called off: the process ends with it.
        _ = Task.Run(() => partners.FeedAsync(Console.In), CancellationToken.None);
        await server.WaitForShutdownAsync(cancellationToken).ConfigureAwait(false);
        return 0;
    }

    // Appointments lie around the day on which the store was made; the plan of an existing store is the one it was made with.
    private static ClinicPlan PlanFor(DirectoryInfo data)
    {
        data.Create();
        var note = Path.Combine(data.FullName, "demo-day");
        if (!File.Exists(note))
            File.WriteAllText(note, Clinics.Today(TimeProvider.System).ToString("O", System.Globalization.CultureInfo.InvariantCulture));
        var day = DateOnly.ParseExact(File.ReadAllText(note).Trim(), "O", System.Globalization.CultureInfo.InvariantCulture);
        return new ClinicPlan(Patients, Seed, day);
    }

    // A broken-off filling is taken up again: the administrator is made last.
    private static async Task FillAsync(Clinic clinic, ClinicPlan plan, CancellationToken cancellationToken)
    {
        if (!clinic.Parts.Setup.IsNeeded)
            return;
        var console = new LocalConsole(clinic, ownsClinic: false);
        using var line = new ProgressLine("resources of the generated clinic");
        var done = 0L;
        foreach (var batch in ClinicGenerator.Generate(plan).Chunk(FhirImport.BatchSize))
        {
            var outcomes = await console.ImportAsync([.. batch.Select(resource => new ImportItem(resource.Json))], cancellationToken).ConfigureAwait(false);
            if (outcomes.FirstOrDefault(outcome => outcome.Effect is null) is { Issues: { } issues } refused)
                throw new ConsoleException($"The generated {refused.ResourceType} does not validate: {issues[0].Location}: {issues[0].Message}");
            line.Update(done += batch.Length);
        }
        var staff = DemoStaff.For(plan);
        var administrator = staff.First(member => member.Role == Roles.Administrator);
        await console.InitAsync(new TenantDraft("Demonstration clinic", administrator.UserName, administrator.Display, Password), isDemonstration: true, cancellationToken).ConfigureAwait(false);
        foreach (var member in staff.Where(member => member != administrator))
            await console.AddUserAsync(Draft(member), cancellationToken).ConfigureAwait(false);
    }

    private static AccountDraft Draft(StaffMember member) =>
        new(member.UserName, member.Display, member.Role, $"Location/{member.SiteId}", member.DepartmentCode, member.FhirUser, Password);

    private static void Print(Uri address, ClinicPlan plan)
    {
        Console.WriteLine($"\nCarewright is at {address}");
        Console.WriteLine("The browser warns of the certificate: it was made on this machine, for this machine.\n");
        Console.WriteLine($"Sign in as one of these; the password is  {Password}  and nobody is asked for a second factor.\n");
        foreach (var member in DemoStaff.For(plan).DistinctBy(member => (member.Role, member.DepartmentCode == "behavioral-health")))
            Console.WriteLine($"  {member.UserName,-28} {member.Role,-20} {member.DepartmentCode}");
        Console.WriteLine("\nPartners run beside it, each a process of its own (docs/howto/try-a-laboratory.md):");
        Console.WriteLine("  laboratory  tests that are ordered there come back after ten seconds");
        Console.WriteLine("  hospital    admits and discharges a few of the patients, one message every two minutes");
        Console.WriteLine("  registry    is told of each immunization, and answers when it is asked in the chart of a small child");
        Console.WriteLine($"  analyser    tests the specimens whose numbers are typed here; {InstrumentSettings.SpecimenNumber} of Sandra Sandboxpatient is in it");
        Console.WriteLine($"\nPassphrase of the store, for other verbs:  {Passphrase}\nCtrl+C stops it.");
    }
}
