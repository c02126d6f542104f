using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Carewright.Host.Consoles;
using Carewright.Sandbox;
using Carewright.Sandbox.Analyser;
using Carewright.Sandbox.Catalogue;
using Carewright.Sandbox.Misbehaving;
using Carewright.Sandbox.People;

namespace Carewright.Host.CommandLine;

/// <summary><c>sandbox lab|hospital|registry|analyser</c>: plays a partner of the clinic until it is stopped, and prints what the partner does.</summary>
internal static class SandboxVerb
{
    private const int SuggestedPort = 6670;

    internal static Command Create()
    {
        var command = new Command("sandbox", "Play a partner of the clinic: a laboratory, a hospital, an immunization registry, an analyser.");
        foreach (var kind in PartnerKind.All)
            command.Add(Create(kind));
        return command;
    }

    private static Command Create(PartnerKind kind)
    {
        var ways = Misbehaviour.Known.Where(way => way.Partners.Contains(kind.Name)).ToList();
        var listen = new Option<string?>("--listen") { Description = "Where it listens: ADDRESS:PORT." };
        var send = new Option<string?>("--send") { Description = "Where the clinic listens: HOST:PORT." };
        var misbehave = new Option<string?>("--misbehave") { Description = $"How it misbehaves, in turn, with commas between: {string.Join("; ", ways.Select(way => $"{way.Name} ({way.Description})"))}." };
        var every = new Option<int>("--misbehave-every") { Description = "Every so many messages it misbehaves.", DefaultValueFactory = _ => 3 };
        var seed = new Option<ulong>("--seed") { Description = "The same seed gives the same people and results.", DefaultValueFactory = _ => 1 };
        var delay = new Option<int>("--delay") { Description = "Seconds until a result is ready (lab, analyser).", DefaultValueFactory = _ => 10 };
        var rate = new Option<double>("--rate") { Description = "Messages a minute (hospital).", DefaultValueFactory = _ => 6 };
        var input = new Option<bool>("--until-input-ends") { Description = "Stop when the standard input ends: for a process that starts this one." };
        var catalogue = new Option<DirectoryInfo?>("--catalogue") { Description = "Plays nothing: writes what it offers into this folder, as tests.csv and questions.csv (lab), or the clinic's settings for it, as partner.json, and something to test, as chart.ndjson (analyser)." };
        var people = new Option<FileInfo?>("--people") { Description = "Patients of the clinic, NDJSON as synth writes it: the hospital's only patients, and known to the registry." };
        var command = new Command(kind.Name, kind.Description) { listen, send, misbehave, every, seed, delay, rate, input, catalogue };
        if (kind.HasPeople)
            command.Add(people);
        command.Validators.Add(given =>
        {
            foreach (var missing in new[] { (listen, kind.MustListen), (send, kind.MustSend) }.Where(each => each.Item2 && given.GetValue(each.Item1) is null && given.GetValue(catalogue) is null))
                given.AddError($"Option '{missing.Item1.Name}' is required.");
            if (given.GetValue(listen) is null && given.GetValue(send) is null && given.GetValue(catalogue) is null && kind.IsFed)
                given.AddError("Option '--listen' or '--send' is required.");
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (parsed.GetValue(catalogue) is { } folder)
                return await WriteCatalogueAsync(kind, folder, cancellationToken).ConfigureAwait(false);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var fed = kind.IsFed ? Channel.CreateUnbounded<string>() : null;
            if (fed is not null)
                _ = FeedAsync(fed.Writer, parsed.GetValue(input) ? stop : null);
            else if (parsed.GetValue(input))
                _ = StopAtEndAsync(stop);
            var setup = new PartnerSetup(TimeProvider.System, Say)
            {
                Listen = parsed.GetValue(listen) is { } here ? Address(here) : null,
                Send = parsed.GetValue(send) is { } there ? Clinic(there) : null,
                Misbehaviours = [.. (parsed.GetValue(misbehave) ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(name => Way(ways, kind, name))],
                MisbehavesEvery = Within(parsed.GetValue(every), 1, 1_000_000, "--misbehave-every"),
                Seed = parsed.GetValue(seed),
                People = kind.HasPeople && parsed.GetValue(people) is { } file ? People(file, parsed.GetValue(seed)) : [],
                Specimens = fed?.Reader,
                Delay = TimeSpan.FromSeconds(Within(parsed.GetValue(delay), 0, 86_400, "--delay")),
                Rate = parsed.GetValue(rate) is > 0 and <= 6000 and var given ? given : throw new ConsoleException("--rate is more than 0 and at most 6,000."),
            };
            return await RunAsync(kind, setup, stop.Token).ConfigureAwait(false);
        });
        return command;
    }

    private static async Task<int> WriteCatalogueAsync(PartnerKind kind, DirectoryInfo folder, CancellationToken cancellationToken)
    {
        if (kind.Name != "lab" && !kind.IsFed)
            throw new ConsoleException("Only the laboratory and the analyser have a catalogue.");
        folder.Create();
        if (kind.IsFed)
        {
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "partner.json"), InstrumentSettings.File(SuggestedPort, TimeZoneInfo.Local.Id), cancellationToken).ConfigureAwait(false);
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "chart.ndjson"), InstrumentSettings.Chart(TimeProvider.System.GetUtcNow()), cancellationToken).ConfigureAwait(false);
            Console.WriteLine($"{folder.Name} has the clinic's settings for the analyser, partner.json (port {SuggestedPort}, from this machine), and a patient with orders and specimen {InstrumentSettings.SpecimenNumber}, chart.ndjson.");
            return 0;
        }
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "tests.csv"), CatalogueCsv.Tests(), cancellationToken).ConfigureAwait(false);
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "questions.csv"), CatalogueCsv.Questions(), cancellationToken).ConfigureAwait(false);
        Console.WriteLine($"{folder.Name} has the laboratory's tests.csv and questions.csv.");
        return 0;
    }

    private static async Task<int> RunAsync(PartnerKind kind, PartnerSetup setup, CancellationToken cancellationToken)
    {
        await using var partner = kind.Create(setup);
        try
        {
            await partner.StartAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (SocketException taken)
        {
            throw new ConsoleException($"Cannot listen on {setup.Listen}: {taken.Message}");
        }
        Say($"{kind.Name} is there. Ctrl+C stops it.");
        await partner.RunAsync(cancellationToken).ConfigureAwait(false);
        return 0;
    }

    // Reading the console cannot be called off: the process ends with it.
    private static async Task FeedAsync(ChannelWriter<string> fed, CancellationTokenSource? stop)
    {
        await Task.Yield();
        while (await Console.In.ReadLineAsync().ConfigureAwait(false) is { } line)
            fed.TryWrite(line);
        if (stop is { IsCancellationRequested: false })
            await stop.CancelAsync().ConfigureAwait(false);
    }

    private static async Task StopAtEndAsync(CancellationTokenSource stop)
    {
        await using var input = Console.OpenStandardInput();
        await input.CopyToAsync(Stream.Null, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!stop.IsCancellationRequested)
            await stop.CancelAsync().ConfigureAwait(false);
    }

    private static void Say(string line) => Console.WriteLine($"{TimeProvider.System.GetLocalNow().ToString("HH:mm:ss", CultureInfo.InvariantCulture)} {line}");

    private static Misbehaviour Way(List<Misbehaviour> ways, PartnerKind kind, string name) =>
        ways.Find(way => way.Name == name) ?? throw new ConsoleException($"'{name}' is no way in which {kind.Name} misbehaves; there are {string.Join(", ", ways.Select(way => way.Name))}.");

    private static IReadOnlyList<SyntheticPerson> People(FileInfo file, ulong seed)
    {
        var (people, fault) = PeopleFile.Read(File.ReadLines(file.FullName), seed);
        return fault is null ? people : throw new ConsoleException($"{file.Name}: {fault}");
    }

    private static IPEndPoint Address(string text) =>
        text.Contains(':', StringComparison.Ordinal) && IPEndPoint.TryParse(text, out var address) ? address : throw new ConsoleException($"'{text}' is no ADDRESS:PORT such as 127.0.0.1:6661.");

    private static DnsEndPoint Clinic(string text) =>
        text.LastIndexOf(':') is > 0 and var at && int.TryParse(text.AsSpan(at + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= 65_535
            ? new DnsEndPoint(text[..at].Trim('[', ']'), port)
            : throw new ConsoleException($"'{text}' is no HOST:PORT such as 127.0.0.1:6660.");

    private static int Within(int value, int low, int high, string option) =>
        value >= low && value <= high ? value : throw new ConsoleException(string.Create(CultureInfo.InvariantCulture, $"{option} is {low:N0} to {high:N0}."));
}
