using System.Net;
using Carewright.Gateway.Outbound;
using Carewright.Subscriptions.Delivery;

namespace Carewright.Scenarios.Tests.Subscribing;

/// <summary>Pure rules of delivery.</summary>
public sealed class DeliveryRuleTests
{
    [Fact]
    public void Waits_double_and_are_bounded_and_spread()
    {
        var backoff = new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10), 10);
        Assert.Equal([0.5, 1, 2, 4, 8], Enumerable.Range(1, 5).Select(failures => backoff.After(failures, () => 0).TotalSeconds));
        Assert.Equal(0.75, backoff.After(1, () => 0.5).TotalSeconds);
        Assert.Equal(600, backoff.After(50, () => 1).TotalSeconds);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("10.0.0.1")]
    [InlineData("172.31.255.1")]
    [InlineData("192.168.1.1")]
    [InlineData("169.254.169.254")]
    [InlineData("100.64.0.1")]
    [InlineData("0.0.0.0")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::1")]
    [InlineData("::")]
    [InlineData("fe80::1")]
    [InlineData("fd00::1")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("64:ff9b::a00:1")]
    [InlineData("2002:a00:1::")]
    [InlineData("2001:0:a00:1::1")]
    public void Private_addresses_are_told(string address) => Assert.NotEqual(NetworkKind.Public, NetworkKinds.KindOf(IPAddress.Parse(address)));

    [Theory]
    [InlineData("8.8.8.8")]
    [InlineData("172.32.0.1")]
    [InlineData("100.128.0.1")]
    [InlineData("2606:4700::1111")]
    public void Public_addresses_are_let_through(string address) => Assert.Equal(NetworkKind.Public, NetworkKinds.KindOf(IPAddress.Parse(address)));
}
