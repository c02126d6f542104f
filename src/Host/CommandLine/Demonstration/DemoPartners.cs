using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Carewright.Gateway.Importing;
using Carewright.Host.Consoles;
using Carewright.Sandbox.Analyser;
using Carewright.Sandbox.Catalogue;
using Carewright.Synthesis;

namespace Carewright.Host.CommandLine.Demonstration;

/// <summary>Everybody whom a demonstration's clinic exchanges messages with: a laboratory, a hospital, an immunization registry, an analyser in the back room.</summary>
internal sealed class DemoPartners : IAsyncDisposable
{
    private const int Delay = 10;

    // Messages a minute: a newcomer sees that the hospital is alive, and no chart fills up in an afternoon.
    private const string HospitalRate = "0.5";
    private readonly DemoPartner[] _partners;
    private readonly DemoPartner _analyser;

    private DemoPartners(DemoPartner analyser, params DemoPartner[] others) => (_analyser, _partners) = (analyser, [.. others, analyser]);

    /// <summary>Sets the partners up and starts their processes.</summary>
    /// <exception cref="ConsoleException">A partner's settings or its part of the record are not taken, or its process does not start.</exception>
    internal static async Task<DemoPartners> StartAsync(LocalConsole console, DirectoryInfo data, ClinicPlan plan, CancellationToken cancellationToken)
    {
        var people = new DemoPeople(data, plan);
        await people.WriteAsync(cancellationToken).ConfigureAwait(false);
        await ImportAsync(console, [DemoSettings.Organization, .. Bench(plan)], cancellationToken).ConfigureAwait(false);
        await console.LoadCatalogueAsync(DemoSettings.Laboratory, CatalogueCsv.Tests(), CatalogueCsv.Questions(), cancellationToken).ConfigureAwait(false);
        if (FreePorts(5) is not [var results, var orders, var visits, var doses, var line])
            throw new ConsoleException("There are no free ports for the demonstration's partners.");
        string[] settings = [DemoSettings.Lab(results, orders), DemoSettings.Hospital(visits), DemoSettings.Registry(doses), InstrumentSettings.File(line, TimeZoneInfo.Local.Id, "sandbox-analyser")];
        foreach (var file in settings)
            await console.SetPartnerAsync(file, cancellationToken).ConfigureAwait(false);
        var analyser = DemoPartner.Start("analyser", ["analyser", "--send", At(line), "--delay", DemoSettings.Text(Delay)]);
        await analyser.FeedAsync(InstrumentSettings.SpecimenNumber).ConfigureAwait(false);
        return new DemoPartners(
            analyser,
            DemoPartner.Start("laboratory", ["lab", "--listen", At(orders), "--send", At(results), "--delay", DemoSettings.Text(Delay)]),
            DemoPartner.Start("hospital", ["hospital", "--send", At(visits), "--rate", HospitalRate, "--people", people.Hospital]),
            DemoPartner.Start("registry", ["registry", "--listen", At(doses), "--people", people.Registry]));
    }

    /// <summary>Puts the specimens whose numbers are typed into the analyser, until the input ends.</summary>
    internal async Task FeedAsync(TextReader typed)
    {
        while (await typed.ReadLineAsync().ConfigureAwait(false) is { } line)
            await _analyser.FeedAsync(line).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync() => await Task.WhenAll(_partners.Select(partner => partner.DisposeAsync().AsTask())).ConfigureAwait(false);

    // The specimen was taken on the day of the plan: at the next start it is in the record already, just as it is.
    private static string[] Bench(ClinicPlan plan) =>
        InstrumentSettings.Chart(new DateTimeOffset(plan.Today.ToDateTime(new TimeOnly(8, 0)), TimeSpan.Zero)).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static async Task ImportAsync(LocalConsole console, string[] resources, CancellationToken cancellationToken)
    {
        var outcomes = await console.ImportAsync([.. resources.Select(resource => new ImportItem(Encoding.UTF8.GetBytes(resource)))], cancellationToken).ConfigureAwait(false);
        if (outcomes.FirstOrDefault(outcome => outcome.Effect is null) is { Issues: { } issues } refused)
            throw new ConsoleException($"A {refused.ResourceType} of the demonstration's partners is not taken: {issues[0].Message}");
    }

    private static string At(int port) => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}");

    // All are held at once, so that none is given twice.
    private static int[] FreePorts(int count)
    {
        var sockets = Enumerable.Range(0, count).Select(_ => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)).ToArray();
        try
        {
            foreach (var socket in sockets)
                socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            return [.. sockets.Select(socket => ((IPEndPoint)socket.LocalEndPoint!).Port)];
        }
        finally
        {
            foreach (var socket in sockets)
                socket.Dispose();
        }
    }
}
