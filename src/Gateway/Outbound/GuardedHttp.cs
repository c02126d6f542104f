using System.Net;
using System.Net.Sockets;

namespace Carewright.Gateway.Outbound;

/// <summary>
/// How the server calls addresses that others have named. The address that a name resolves to is judged at the moment of connecting, and the connection is made to that very address: a name that
/// resolves to something else the second time gains nothing. Redirects and proxies are not followed, cookies are not kept.
/// </summary>
public static class GuardedHttp
{
    /// <summary>A handler for one caller; what else it needs (lifetimes, limits) it sets.</summary>
    /// <param name="mayConnect">Whether a request to an address may go to what its name stands for.</param>
    /// <remarks>A refused connection fails with an <see cref="HttpRequestException"/> around an <see cref="AddressRefusedException"/>.</remarks>
    public static SocketsHttpHandler Handler(Func<Uri, IPAddress, bool> mayConnect)
    {
        ArgumentNullException.ThrowIfNull(mayConnect);
        return new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            MaxResponseHeadersLength = 16,
            ConnectCallback = (context, cancellationToken) => ConnectAsync(context, mayConnect, cancellationToken),
        };
    }

    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, Func<Uri, IPAddress, bool> mayConnect, CancellationToken cancellationToken)
    {
        var endpoint = context.InitialRequestMessage.RequestUri ?? throw new InvalidOperationException("A request has an address.");
        var addresses = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancellationToken).ConfigureAwait(false);
        var allowed = addresses.Where(address => mayConnect(endpoint, address)).ToArray();
        if (allowed.Length == 0)
            throw new AddressRefusedException();
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, context.DnsEndPoint.Port, cancellationToken).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

/// <summary>No address that a name stands for may be connected to.</summary>
public sealed class AddressRefusedException : IOException
{
    /// <summary>As it is told to whoever named the address.</summary>
    public AddressRefusedException()
        : base("The name leads into a private network; the administrator has to allow its host.")
    {
    }

    /// <inheritdoc />
    public AddressRefusedException(string message)
        : base(message)
    {
    }

    /// <inheritdoc />
    public AddressRefusedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
