using System.Net;
using Carewright.BulkData.Importing;

namespace Carewright.BulkData.Tests.Importing;

/// <summary>Where an import may reach, and which hosts a setting names.</summary>
public sealed class ImportSourcesTests
{
    [Theory]
    [InlineData("93.184.216.34")]
    [InlineData("172.32.0.1")]
    [InlineData("2606:2800:220:1:248:1893:25c8:1946")]
    public void Public_addresses_are_reached(string address) => Assert.True(Allows(address, new ImportSources([])));

    [Theory]
    [InlineData("10.0.0.1")]
    [InlineData("172.16.0.1")]
    [InlineData("172.31.255.255")]
    [InlineData("192.168.1.1")]
    [InlineData("100.64.0.1")]
    [InlineData("198.18.0.1")]
    [InlineData("fd00::1")]
    [InlineData("fc12::1")]
    [InlineData("::ffff:10.0.0.1")]
    public void The_clinics_own_network_is_reached_only_where_the_setting_says_so(string address)
    {
        Assert.False(Allows(address, new ImportSources([], AllowsLoopback: true)));
        Assert.True(Allows(address, new ImportSources([], AllowsPrivate: true)));
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.255.0.9")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.1")]
    public void This_machine_is_reached_only_where_the_setting_says_so(string address)
    {
        Assert.False(Allows(address, new ImportSources([], AllowsPrivate: true)));
        Assert.True(Allows(address, new ImportSources([], AllowsLoopback: true)));
    }

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("0.1.2.3")]
    [InlineData("169.254.169.254")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("192.0.0.8")]
    [InlineData("224.0.0.1")]
    [InlineData("240.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("fe80::1")]
    [InlineData("fec0::1")]
    [InlineData("ff02::1")]
    [InlineData("64:ff9b::7f00:1")]
    [InlineData("2002:7f00:1::")]
    [InlineData("2001:0:1::1")]
    [InlineData("::7f00:2")]
    public void Some_addresses_are_never_reached(string address) => Assert.False(Allows(address, new ImportSources([], AllowsPrivate: true, AllowsLoopback: true)));

    [Fact]
    public void A_host_is_named_with_its_port()
    {
        var sources = new ImportSources(["Export.example.org", "legacy.lan:8443", "[::1]:9000", "[::1]"]);
        Assert.True(sources.Names("export.example.org", 443));
        Assert.False(sources.Names("export.example.org", 8443));
        Assert.True(sources.Names("legacy.lan", 8443));
        Assert.False(sources.Names("legacy.lan", 443));
        Assert.True(sources.Names("[::1]", 9000));
        Assert.True(sources.Names("[::1]", 443));
        Assert.False(sources.Names("evil-export.example.org", 443));
        Assert.All(sources.Hosts, host => Assert.True(ImportSources.IsHost(host)));
        Assert.All(["", "a b", "http://x", "host:99999", "host:x", "host/path"], host => Assert.False(ImportSources.IsHost(host)));
    }

    private static bool Allows(string address, ImportSources sources) => sources.Allows(IPAddress.Parse(address));
}
