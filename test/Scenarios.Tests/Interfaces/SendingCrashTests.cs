using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Carewright.Interfaces.Partners;
using Carewright.Scenarios.Tests.Running;
using Carewright.Security;
using Carewright.Storage.Queueing;
using Microsoft.Extensions.DependencyInjection;

namespace Carewright.Scenarios.Tests.Interfaces;

/// <summary>
/// The real server, killed with SIGKILL while orders are placed and sent, to a partner whose machine goes away in between: each order that was acknowledged reaches the partner, under one number however often it comes, in the order in
/// which its patient's orders were placed. <c>CAREWRIGHT_CRASH_ORDERS</c> sets how many there are (120 otherwise), <c>CAREWRIGHT_CRASH_ROUNDS</c> how often the server is killed (3 otherwise).
/// </summary>
public sealed class SendingCrashTests
{
    private const int Writers = 4;
    private const int PatientsOfWriter = 3;
    private readonly ConcurrentQueue<string> _placed = new();
    private volatile Uri? _address;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static int OfPatient => Math.Max(2, Setting("CAREWRIGHT_CRASH_ORDERS", 120) / (Writers * PatientsOfWriter));

    private static int Kills => Setting("CAREWRIGHT_CRASH_ROUNDS", 3);

    [Fact]
    public async Task Orders_that_were_acknowledged_reach_the_partner_under_one_number_and_in_order_whoever_was_killed()
    {
        using var folder = new TemporaryFolder();
        var data = folder.Folder("store");
        await using var lab = await OtherEnd.StartAsync();
        var token = await PrepareAsync(data, lab);
        var placing = Enumerable.Range(0, Writers).Select(writer => Task.Run(() => PlaceAsync(token, writer))).ToList();
        for (var kill = 1; kill <= Kills; kill++)
        {
            await using var server = CommandRun.Start("up", "--data", data.FullName, "--port", "0");
            _address = await server.Address;
            await PartnerHouse.UntilAsync(() => Reached((kill * 2) - 1) || placing.TrueForAll(one => one.IsCompleted));
            await lab.CloseAsync();
            await PartnerHouse.UntilAsync(() => Reached(kill * 2) || placing.TrueForAll(one => one.IsCompleted));
            await lab.OpenAsync();
            await server.KillAsync();
        }
        await using var running = await RunningClinic.OpenAsync(data);
        _address = running.Address;
        await Task.WhenAll(placing);
        Check(lab, await SettledAsync(running));
    }

    // So many parts of all orders are placed, of twice as many as there are kills, and one.
    private bool Reached(int part) => _placed.Count >= Writers * PatientsOfWriter * OfPatient * part / ((Kills * 2) + 1);

    private static async Task<string> PrepareAsync(DirectoryInfo data, OtherEnd lab)
    {
        await using var running = await RunningClinic.OpenAsync(data);
        var door = await running.AddUserAsync("orders", Roles.SystemInterface);
        (await door.PutAsync(Chart.Resource("""{"resourceType":"Organization","id":"acme-lab","name":"Acme Laboratory"}"""))).Expect(201);
        for (var patient = 0; patient < Writers * PatientsOfWriter; patient++)
            (await door.PutAsync(Chart.Patient($"p{patient}"))).Expect(201);
        Assert.Empty(await running.Server.Services.GetRequiredService<PartnerRegister>().PutAsync(lab.Laboratory(), Stop));
        return running.Clinic.Parts.Tokens.Issue(running.Clinic.Parts.Accounts.Find("orders")!, AccessTokens.MaxLifetime);
    }

    // Each order is placed until it is acknowledged, under an id of the writer's, and then the next.
    private async Task PlaceAsync(string token, int writer)
    {
        for (var number = 1; number <= OfPatient; number++)
        {
            for (var patient = writer * PatientsOfWriter; patient < (writer + 1) * PatientsOfWriter; patient++)
            {
                while (!await IsPlacedAsync(token, patient, number))
                    await Task.Delay(20, Stop);
                _placed.Enqueue(NumberOf(patient, number));
            }
        }
    }

    private async Task<bool> IsPlacedAsync(string token, int patient, int number)
    {
        if (_address is not { } address)
            return false;
        using var door = new Door(address, token);
        try
        {
            return (await door.PutAsync(OrderOf(patient, number))).Status is 200 or 201;
        }
        catch (Exception broken) when (broken is HttpRequestException or TaskCanceledException or IOException && !Stop.IsCancellationRequested)
        {
            return false;
        }
    }

    private static async Task<IReadOnlyList<LoggedMessage>> SettledAsync(RunningClinic running)
    {
        var log = running.Server.Services.GetRequiredService<IMessageLog>();
        var all = Writers * PatientsOfWriter * OfPatient;
        await PartnerHouse.UntilAsync(() => log.Tally().Where(tally => tally.State is MessageState.Applied or MessageState.Dead).Sum(tally => tally.Count) >= all);
        return log.List(new MessageQuery(Count: all * 2)).Messages;
    }

    private void Check(OtherEnd lab, IReadOnlyList<LoggedMessage> sent)
    {
        Assert.Equal([MessageState.Applied], sent.Select(message => message.State).Where(state => state != MessageState.Duplicate).Distinct());
        // Whatever came a second time is the same message.
        var messages = lab.Taken.GroupBy(message => message[0][10].Text, StringComparer.Ordinal).Select(group => (First: group.First(), Count: group.Select(message => Encoding.UTF8.GetString(message.Bytes.Span)).Distinct().Count())).ToList();
        Assert.All(messages, message => Assert.Equal(1, message.Count));
        var orders = messages.SelectMany(message => OtherEnd.OrdersOf(message.First)).Select(order => order[2].Component(1).Text).ToList();
        Assert.Equal(_placed.Order(StringComparer.Ordinal), orders.Order(StringComparer.Ordinal));
        foreach (var ofPatient in orders.GroupBy(order => order.Split('-')[0]))
            Assert.Equal(Enumerable.Range(1, OfPatient), ofPatient.Select(order => int.Parse(order.Split('-')[1], CultureInfo.InvariantCulture)));
    }

    private static string NumberOf(int patient, int number) => string.Create(CultureInfo.InvariantCulture, $"P{patient}-{number}");

    private static System.Text.Json.Nodes.JsonObject OrderOf(int patient, int number) => Chart.Resource($$$"""
        {"resourceType":"ServiceRequest","id":"o{{{patient}}}-{{{number}}}","status":"active","intent":"order",
         "identifier":[{"type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0203","code":"PLAC"}]},"system":"https://carewright.example/fhir/NamingSystem/order","value":"{{{NumberOf(patient, number)}}}"}],
         "code":{"coding":[{"system":"http://loinc.org","code":"2823-3","display":"Potassium"}]},
         "subject":{"reference":"Patient/p{{{patient}}}"},"performer":[{"reference":"Organization/acme-lab"}],"authoredOn":"2026-03-01T08:00:00Z"}
        """);

    private static int Setting(string name, int otherwise) => int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var set) ? set : otherwise;
}
