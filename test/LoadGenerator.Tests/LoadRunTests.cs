using System.Net;
using System.Text;
using Answer = Carewright.LoadGenerator.Tests.ScriptedServer.Answer;

namespace Carewright.LoadGenerator.Tests;

public sealed class LoadRunTests
{
    private static readonly byte[] Get = "GET /x HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray();
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")]
    [InlineData("HTTP/1.1 200 OK\r\ncontent-length:0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nA;name=value\r\n0123456789\r\n0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\ntransfer-encoding: Chunked\r\n\r\n3\r\nabc\r\n0\r\nTrailer: yes\r\n\r\n")]
    [InlineData("HTTP/1.1 204 No Content\r\n\r\n")]
    [InlineData("HTTP/1.1 304 Not Modified\r\nContent-Length: 100\r\n\r\n")]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\nok")]
    public async Task Answers_of_every_framing_are_read_whole_wherever_they_are_split(string text)
    {
        foreach (var piece in (int[])[1, 3, int.MaxValue])
        {
            await using var server = new ScriptedServer((_, _) => new Answer(text, piece));
            var report = await LoadRun.ExecuteAsync(Spec(server, connections: 2, max: 40), Token);
            Assert.Equal(40, report.Answers);
            Assert.Equal(0, report.Errors);
            Assert.Equal(40L * text.Length, report.BytesReceived);
            Assert.Equal(2, server.Connections);
        }
    }

    [Fact]
    public async Task A_body_larger_than_the_buffer_is_read_whole()
    {
        var text = $"HTTP/1.1 200 OK\r\nContent-Length: 300000\r\n\r\n{new string('x', 300_000)}";
        await using var server = new ScriptedServer((_, _) => new Answer(text));
        var report = await LoadRun.ExecuteAsync(Spec(server, connections: 1, max: 5), Token);
        Assert.Equal(5, report.Answers);
        Assert.Equal(5L * text.Length, report.BytesReceived);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok")]
    [InlineData("HTTP/1.1 200 OK\r\n\r\nup to the end")]
    [InlineData("HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok")]
    public async Task A_connection_that_the_server_closes_is_opened_again_without_an_error(string text)
    {
        await using var server = new ScriptedServer((_, _) => new Answer(text, ThenClose: true));
        var report = await LoadRun.ExecuteAsync(Spec(server, connections: 1, max: 6), Token);
        Assert.Equal(6, report.Answers);
        Assert.Equal(0, report.Errors);
        Assert.Equal(6, server.Connections);
    }

    [Fact]
    public async Task No_more_requests_are_sent_than_asked_for_and_each_has_its_own_number()
    {
        await using var server = new ScriptedServer((_, _) => new Answer("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
        var numbers = new System.Collections.Concurrent.ConcurrentBag<long>();
        var workers = new System.Collections.Concurrent.ConcurrentDictionary<int, bool>();
        var spec = Spec(server, connections: 4, max: 1000) with
        {
            Request = (worker, number) =>
            {
                numbers.Add(number);
                workers[worker] = true;
                return Get;
            },
        };
        var report = await LoadRun.ExecuteAsync(spec, Token);
        Assert.Equal(1000, report.Answers);
        Assert.Equal(1000, server.Requests);
        Assert.Equal(Enumerable.Range(0, 1000).Select(number => (long)number), numbers.Order());
        Assert.All(workers.Keys, worker => Assert.InRange(worker, 0, 3));
    }

    [Fact]
    public async Task The_run_ends_when_its_time_is_over()
    {
        await using var server = new ScriptedServer((_, _) => new Answer("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
        var report = await LoadRun.ExecuteAsync(Spec(server, connections: 2, max: long.MaxValue) with { Duration = TimeSpan.FromMilliseconds(300) }, Token);
        Assert.True(report.Answers > 10);
        Assert.InRange(report.Elapsed.TotalSeconds, 0.3, 5);
        Assert.True(report.P50 > TimeSpan.Zero && report.P50 <= report.P95 && report.P95 <= report.P99 && report.P99 <= report.Max);
        Assert.InRange(report.RequestsPerSecond, report.Answers / 5.0, report.Answers / 0.3);
    }

    [Fact]
    public async Task A_request_without_an_answer_is_an_error_when_the_grace_is_over()
    {
        using var silent = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var spec = new LoadSpec((IPEndPoint)silent.LocalEndpoint, 1, (_, _) => Get, TimeSpan.FromSeconds(1), 10, _ => true) { Grace = TimeSpan.FromMilliseconds(100) };
        var report = await LoadRun.ExecuteAsync(spec, Token);
        Assert.Equal(0, report.Answers);
        Assert.Equal(1, report.Errors);
        Assert.Equal(TimeSpan.Zero, report.P99);
    }

    [Fact]
    public async Task Unexpected_statuses_are_errors_and_are_counted_by_status()
    {
        await using var server = new ScriptedServer((_, number) => new Answer($"HTTP/1.1 {(number % 4 == 3 ? "503 Busy" : "200 OK")}\r\nContent-Length: 0\r\n\r\n"));
        var report = await LoadRun.ExecuteAsync(Spec(server, connections: 1, max: 40) with { IsExpected = status => status == 200 }, Token);
        Assert.Equal((30L, 10L), (report.Answers, report.Errors));
        Assert.Equal(new Dictionary<int, long> { [200] = 30, [503] = 10 }, report.Statuses);
        Assert.Contains("503", report.FirstError, StringComparison.Ordinal);
        Assert.Equal(1, server.Connections);
    }

    [Theory]
    [InlineData("SSH-2.0-hello\r\n\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nno colon\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\ntoo short")]
    public async Task A_broken_answer_is_an_error_and_the_next_request_has_a_new_connection(string broken)
    {
        var first = 1;
        await using var server = new ScriptedServer((_, _) =>
            Interlocked.Exchange(ref first, 0) == 1 ? new Answer(broken, ThenClose: true) : new Answer("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
        var report = await LoadRun.ExecuteAsync(Spec(server, connections: 1, max: 5), Token);
        Assert.Equal((4L, 1L), (report.Answers, report.Errors));
        Assert.Equal(2, server.Connections);
    }

    [Fact]
    public async Task A_head_request_has_no_body_whatever_its_length_says()
    {
        await using var server = new ScriptedServer((_, _) => new Answer("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n"));
        var head = Encoding.ASCII.GetBytes("HEAD / HTTP/1.1\r\nHost: localhost\r\n\r\n");
        var report = await LoadRun.ExecuteAsync(Spec(server, connections: 1, max: 3) with { Request = (_, _) => head }, Token);
        Assert.Equal((3L, 0L), (report.Answers, report.Errors));
    }

    [Fact]
    public async Task A_server_that_is_not_there_gives_errors_and_no_exception()
    {
        await using var server = new ScriptedServer((_, _) => null);
        var gone = new IPEndPoint(IPAddress.Loopback, 1);
        var report = await LoadRun.ExecuteAsync(Spec(server, connections: 2, max: 6) with { Target = gone }, Token);
        Assert.Equal((0L, 6L), (report.Answers, report.Errors));
    }

    [Theory]
    [InlineData("192.0.2.1")]
    [InlineData("0.0.0.0")]
    [InlineData("2001:db8::1")]
    public async Task Only_this_machine_is_a_target(string address)
    {
        var spec = new LoadSpec(new IPEndPoint(IPAddress.Parse(address), 80), 1, (_, _) => Get, TimeSpan.FromSeconds(1), 1, _ => true);
        var refused = await Assert.ThrowsAsync<ArgumentException>(() => LoadRun.ExecuteAsync(spec, Token));
        Assert.Contains("not a loopback address", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancelling_ends_the_run_with_an_exception()
    {
        await using var server = new ScriptedServer((_, _) => new Answer("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
        using var source = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => LoadRun.ExecuteAsync(Spec(server, connections: 2, max: long.MaxValue), source.Token));
    }

    private static LoadSpec Spec(ScriptedServer server, int connections, long max) =>
        new(server.EndPoint, connections, (_, _) => Get, TimeSpan.FromSeconds(30), max, status => status is >= 200 and < 400);
}
