using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Threading.Channels;
using Carewright.Astm.Connections;
using Carewright.Astm.Records;
using Carewright.Sandbox.Misbehaving;

namespace Carewright.Sandbox.Tests.Analyser;

/// <summary>The simulated instrument, over real lines: a host that the test plays at the other end.</summary>
public sealed class AnalyserTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_asks_for_each_specimen_tests_what_it_is_told_and_sends_that()
    {
        await using var host = await Host.StartAsync("P|1|MR7|||Testperson^Ina||19800517|F\rO|1|S1||^^^GLU\\^^^K|R||||||N||||||||||||||Q");
        await using var analyser = await host.ConnectAsync();
        host.Specimens.TryWrite("S1");
        var query = Assert.Single((await host.NextAsync()).Queries());
        Assert.Equal(("S1", "ALL", "O"), (query.SpecimenId, query.Tests().Single().Code, query.Status));
        var results = await host.NextAsync();
        Assert.Empty(results.Leniencies);
        Assert.Equal(("S1", "F"), (results.Orders().Single().SpecimenId, results.Orders().Single().ReportType));
        Assert.Equal(("MR7", "Testperson", "Ina"), (results.Patients().Single().PracticeId, results.Patients().Single().LastName, results.Patients().Single().FirstName));
        Assert.Equal(["GLU", "K"], results.Results().Select(result => result.Test.Code));
        Assert.All(results.Results(), result =>
        {
            Assert.True(decimal.TryParse(result.Value.Text, System.Globalization.CultureInfo.InvariantCulture, out _), result.Value.Text);
            Assert.Equal(("F", "OPERATOR1", "SN0001"), (result.Status, result.Operator.Text, result.InstrumentId));
            Assert.True(result.Started!.Value.Local <= result.Completed!.Value.Local);
        });
        Assert.Equal(["mg/dL", "mmol/L"], results.Results().Select(result => result.Units));
        Assert.DoesNotContain(host.Said, line => line.Contains("Testperson", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Where_nothing_is_ordered_nothing_is_tested_and_the_next_specimen_has_its_turn()
    {
        await using var host = await Host.StartAsync("", "O|1|S2||^^^WBC\\^^^NOTHERE|R||||||N");
        await using var analyser = await host.ConnectAsync();
        host.Specimens.TryWrite("S1");
        host.Specimens.TryWrite("S2");
        Assert.Equal("S1", (await host.NextAsync()).Queries().Single().SpecimenId);
        Assert.Equal("S2", (await host.NextAsync()).Queries().Single().SpecimenId);
        var results = await host.NextAsync();
        Assert.Equal(("S2", "WBC"), (results.Orders().Single().SpecimenId, results.Results().Single().Test.Code));
    }

    [Fact]
    public async Task What_is_chosen_at_the_instrument_is_tested_without_asking()
    {
        await using var host = await Host.StartAsync();
        await using var analyser = await host.ConnectAsync();
        host.Specimens.TryWrite("S7 NA,CL");
        Assert.Equal(["NA", "CL"], (await host.NextAsync()).Results().Select(result => result.Test.Code));
    }

    [Fact]
    public async Task The_host_may_connect_to_it_too()
    {
        await using var host = await Host.StartAsync("O|1|S1||^^^GLU|R||||||N");
        await using var analyser = await host.ListenAsync();
        host.Specimens.TryWrite("S1");
        Assert.Single((await host.NextAsync()).Queries());
        Assert.Equal("GLU", (await host.NextAsync()).Results().Single().Test.Code);
    }

    [Fact]
    public async Task Results_that_are_not_taken_are_sent_until_they_are()
    {
        await using var host = await Host.StartAsync();
        host.Refusals = 8;
        await using var analyser = await host.ConnectAsync();
        host.Specimens.TryWrite("S1 K");
        Assert.Equal("K", (await host.NextAsync()).Results().Single().Test.Code);
        Assert.Equal(0, host.Refusals);
    }

    [Fact]
    public async Task A_duplicate_is_the_same_to_the_byte_and_a_correction_says_that_it_is_one()
    {
        await using var host = await Host.StartAsync();
        await using var analyser = await host.ConnectAsync("duplicate", "corrected");
        host.Specimens.TryWrite("S1 K");
        Assert.Equal((await host.NextAsync()).Bytes.ToArray(), (await host.NextAsync()).Bytes.ToArray());
        host.Specimens.TryWrite("S2 K");
        var (first, corrected) = (await host.NextAsync(), await host.NextAsync());
        Assert.Equal(("F", "C", "C"), (first.Results().Single().Status, corrected.Results().Single().Status, corrected.Orders().Single().ReportType));
        Assert.Equal("S2", corrected.Orders().Single().SpecimenId);
    }

    [Fact]
    public async Task A_garbled_message_is_followed_by_the_whole_one()
    {
        await using var host = await Host.StartAsync();
        await using var analyser = await host.ConnectAsync("garbled");
        host.Specimens.TryWrite("S1 GLU,NA,K");
        AstmMessage message;
        do
            message = await host.NextAsync();
        while (message.Results().Count() != 3 || message.Leniencies.Count > 0 || message.Results().Any(result => result.Test.Code is not ("GLU" or "NA" or "K")) || message.Orders().Single().SpecimenId != "S1");
    }

    [Fact]
    public async Task A_silent_one_refuses_its_orders()
    {
        await using var host = await Host.StartAsync("O|1|S1||^^^GLU|R||||||N");
        await using var analyser = await host.ConnectAsync("silent");
        host.Specimens.TryWrite("S1");
        Assert.Single((await host.NextAsync()).Queries());
        Assert.Equal(AstmNoticeKind.ReplyNotDelivered, await host.TroubleAsync());
    }

    /// <summary>A host that answers queries with what it is given, one after the other.</summary>
    private sealed class Host : IAsyncDisposable
    {
        private readonly Channel<AstmMessage> _came = Channel.CreateUnbounded<AstmMessage>();
        private readonly Channel<AstmNoticeKind> _trouble = Channel.CreateUnbounded<AstmNoticeKind>();
        private readonly Channel<string> _specimens = Channel.CreateUnbounded<string>();
        private readonly ConcurrentQueue<string> _answers = new();
        private readonly AstmServer _server;
        private AstmClient? _client;

        private Host() => _server = new AstmServer(new AstmServerOptions(new IPEndPoint(IPAddress.Loopback, 0)) { DrainTime = TimeSpan.FromSeconds(1) }, TakeAsync, TimeProvider.System, Told);

        internal int Refusals { get; set; }

        internal ConcurrentQueue<string> Said { get; } = new();

        internal ChannelWriter<string> Specimens => _specimens.Writer;

        internal static async Task<Host> StartAsync(params string[] answers)
        {
            var host = new Host();
            foreach (var answer in answers)
                host._answers.Enqueue(answer);
            await host._server.StartAsync(Stop);
            return host;
        }

        internal Task<ISimulatedPartner> ConnectAsync(params string[] misbehaviours) => PlayAsync(setup => setup with { Send = new DnsEndPoint("127.0.0.1", _server.Endpoint.Port) }, misbehaviours);

        internal async Task<ISimulatedPartner> ListenAsync()
        {
            var analyser = await PlayAsync(setup => setup with { Listen = new IPEndPoint(IPAddress.Loopback, 0) });
            _client = new AstmClient(new AstmClientOptions("127.0.0.1", analyser.Endpoint!.Port), TakeAsync, TimeProvider.System, Told);
            _client.Start();
            return analyser;
        }

        internal async Task<AstmMessage> NextAsync() => await _came.Reader.ReadAsync(Stop).AsTask().WaitAsync(TimeSpan.FromMinutes(2), Stop);

        internal async Task<AstmNoticeKind> TroubleAsync() => await _trouble.Reader.ReadAsync(Stop).AsTask().WaitAsync(TimeSpan.FromMinutes(2), Stop);

        public async ValueTask DisposeAsync()
        {
            if (_client is not null)
                await _client.DisposeAsync();
            await _server.DisposeAsync();
        }

        private async Task<ISimulatedPartner> PlayAsync(Func<PartnerSetup, PartnerSetup> change, params string[] misbehaviours)
        {
            var setup = new PartnerSetup(TimeProvider.System, Said.Enqueue)
            {
                Specimens = _specimens.Reader,
                Delay = TimeSpan.FromMilliseconds(50),
                FirstPause = TimeSpan.FromMilliseconds(20),
                Misbehaviours = [.. misbehaviours.Select(name => Misbehaviour.Known.Single(each => each.Name == name))],
                MisbehavesEvery = 1,
            };
            var analyser = PartnerKind.All.Single(kind => kind.Name == "analyser").Create(change(setup));
            await analyser.StartAsync(Stop);
            _ = analyser.RunAsync(Stop);
            return analyser;
        }

        private ValueTask<AstmAnswer> TakeAsync(AstmPeer peer, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
        {
            if (Refusals > 0)
            {
                Refusals--;
                return ValueTask.FromResult(AstmAnswer.Refused);
            }
            if (AstmMessage.Read(bytes.ToArray()).Message is not { } message)
                return ValueTask.FromResult(AstmAnswer.Taken);
            _came.Writer.TryWrite(message);
            if (!message.Queries().Any() || !_answers.TryDequeue(out var answer))
                return ValueTask.FromResult(AstmAnswer.Taken);
            var reply = $"H|\\^&|||HOST|||||||P|LIS2-A2|20260302090000\r{(answer.Length > 0 ? answer + "\rL|1|F" : "L|1|I")}\r";
            return ValueTask.FromResult(AstmAnswer.With(Encoding.Latin1.GetBytes(reply)));
        }

        private void Told(AstmNotice notice)
        {
            if (notice.Kind == AstmNoticeKind.ReplyNotDelivered)
                _trouble.Writer.TryWrite(notice.Kind);
        }
    }
}
