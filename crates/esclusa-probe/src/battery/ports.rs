//! Practice 1, no unnecessary port: what is reached over the network.

use esclusa_kernel::{Address, Descriptor, Errno, Family, Style, socket};

use crate::attack::{Attack, attack};
use crate::outcome::{Layer, Layers, Outcome, Reason};
use crate::scene::{Scene, Suspects, capability};

pub(crate) const ATTACKS: &[Attack] = &[
    attack!("host-network-joined", 1, "connect(AF_UNIX, abstract name)", host_network),
    attack!("host-loopback-reached", 1, "connect(AF_INET, 127.0.0.1)", host_loopback),
    attack!("host-low-port-taken", 1, "bind(port < 1024)", host_low_port),
    attack!("neighbour-reached", 1, "connect(AF_INET, another container)", neighbour),
    attack!("metadata-address-routed", 1, "connect(SOCK_DGRAM, 169.254.169.254), no packet sent", metadata),
];

const PATIENCE: u64 = 1500;

fn stream(family: Family) -> Result<Descriptor, Errno> {
    socket(family, Style::Stream, 0)
}

/// A refused connection of the network: by what there is no way.
fn no_way(scene: &Scene<'_>, error: Errno) -> Outcome {
    match error {
        Errno::ECONNREFUSED
        | Errno::ENETUNREACH
        | Errno::EHOSTUNREACH
        | Errno::ETIMEDOUT
        | Errno::ENETDOWN => Outcome::Blocked(error, Layers::one(Layer::Namespace)),
        _ => scene.refused(error, Suspects::unsure(0)),
    }
}

/// Whether this is the network of the host: the host listens there under a name that is seen nowhere else.
fn is_host_network(scene: &Scene<'_>) -> Result<(), Outcome> {
    let name = scene.setup.value("host-socket").and_then(Address::name);
    let address = name.ok_or(Outcome::Inapplicable(Reason::NotTold))?;
    let connected = stream(Family::Unix).and_then(|socket| socket.connect(&address, PATIENCE));
    connected.map_err(|error| no_way(scene, error))
}

fn host_network(scene: &Scene<'_>) -> Outcome {
    match is_host_network(scene) {
        Ok(()) => Outcome::counted(1),
        Err(outcome) => outcome,
    }
}

fn host_loopback(scene: &Scene<'_>) -> Outcome {
    let Some(port) = scene.setup.number("host-port").and_then(|port| u16::try_from(port).ok()) else {
        return Outcome::Inapplicable(Reason::NotTold);
    };
    connect_and_read(scene, [127, 0, 0, 1], port)
}

fn neighbour(scene: &Scene<'_>) -> Outcome {
    match scene.setup.address("neighbour") {
        Some((address, port)) => connect_and_read(scene, address, port),
        None => Outcome::Inapplicable(Reason::NotTold),
    }
}

fn connect_and_read(scene: &Scene<'_>, address: [u8; 4], port: u16) -> Outcome {
    let connect = |socket: Descriptor| socket.connect(&Address::internet(address, port), PATIENCE);
    match stream(Family::Internet).and_then(connect) {
        Ok(()) => Outcome::counted(port.into()),
        Err(error) => no_way(scene, error),
    }
}

/// A port below 1024 of the host: from there another service would be taken for one of the host's.
fn host_low_port(scene: &Scene<'_>) -> Outcome {
    if let Err(outcome) = is_host_network(scene) {
        return outcome;
    }
    let mut last = Errno::EADDRINUSE;
    // Bound and not listened on: nobody connects, and it is free again at once.
    for port in (1000..1024).rev() {
        let bind = |socket: Descriptor| socket.bind(&Address::internet([127, 0, 0, 1], port));
        match stream(Family::Internet).and_then(bind) {
            Ok(()) => return Outcome::counted(port.into()),
            Err(Errno::EADDRINUSE) => {}
            Err(error) => {
                last = error;
                break;
            }
        }
    }
    scene.refused(last, Suspects::plain(capability::NET_BIND_SERVICE))
}

fn metadata(scene: &Scene<'_>) -> Outcome {
    let address = Address::internet([169, 254, 169, 254], 80);
    let connect = |socket: Descriptor| socket.connect(&address, PATIENCE);
    match socket(Family::Internet, Style::Datagram, 0).and_then(connect) {
        Ok(()) => Outcome::counted(80),
        Err(error) => no_way(scene, error),
    }
}
